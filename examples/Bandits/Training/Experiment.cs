using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Bandits;

/// <summary>A trained method in one setting: the numbers of a preset as objects of the library.</summary>
internal sealed class Experiment
{
    // From the first to the last outer step its size falls to a thirtieth.
    private const double OuterStepSize = 4e-3;
    private const double Fall = 30;

    // Without it the policy takes one action alone after some tens of outer steps, with a memory that still mistakes arms, and learns no
    // more. One that falls to nothing along a line ended lower too.
    private const double EntropyWeight = 0.01;

    // The rest of a long trial is worth many times what its next step is, and the squares of the critic's errors would make the memory its
    // own. The critic itself learns as fast with a small weight, since Adam's steps don't go by it.
    private const double CriticWeight = 0.1;
    private const double LongCriticWeight = 0.001;

    // The features of the critic, and those of a choice between its memory and its score.
    private const int Hidden = 64;
    private const int HiddenOfChoice = 32;

    // Of a long trial, whose end the critic does not see.
    private const double LongDiscount = 0.99;

    /// <summary>Makes a method ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="method">The method.</param>
    /// <param name="start">What a policy with a memory begins with; null to begin anew.</param>
    public Experiment(RunOptions options, Setting setting, Method method, TrainedNet? start = null)
    {
        (Setting, Method) = (setting, method);
        bool remembers = MethodNames.Remembers(method);
        long iterations = options.Iterations ?? options.Preset.Iterations;
        int metaBatch = options.MetaBatch ?? Usual(options.Preset.MetaBatch);
        double first = options.OuterStepSize ?? OuterStepSize;
        Plan = new()
        {
            Learner = remembers ? OfMemory(options) : OfSteps(options),
            Tasks = new EnvironmentTasks<float>(remembers ? setting.Environment : OnePull),
            Iterations = iterations,
            Seed = options.Seed,
            MetaBatch = metaBatch,
            TasksPerBlock = Math.Min(8, metaBatch),
            OuterStepSize = Schedule.Cosine(first, first / Fall, iterations),
            Search = remembers ? new RepeatedSteps<float>(4) : null,
        };
        string name = $"{MethodNames.Of(method)}-{setting.Name}";
        Training = new(name, Plan, Plan.Description);
        if (remembers && start is not null)
        {
            Parameters<float> parameters = start.For(Plan.Learner.Load, "--arms and --width", "--start");
            Training = new(name, Plan, $"{Plan.Description}; begun with {start.Iterations} iterations of: {start.Plan}")
            {
                Begins = parameters,
            };
        }
    }

    /// <summary>The setting.</summary>
    public Setting Setting { get; }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>How it is trained.</summary>
    public TrainingPlan<float> Plan { get; }

    /// <summary>The training as checkpoints and progress know it.</summary>
    public TrainingRun Training { get; }

    /// <summary>The policy with a memory.</summary>
    public MemoryPolicy<float>? Policy { get; private set; }

    /// <summary>How the policy that takes a step adapts in the test: with half of the pulls.</summary>
    public PolicyAdaptation<float>? Tested { get; private set; }

    /// <summary>The pulls before the step.</summary>
    public int Before => Setting.Length / 2;

    private bool IsLong => Setting.Steps > 50;

    private BernoulliBandits OnePull => new(Setting.Arms, 1);

    // A trial that is long has many steps, and fewer of them will do.
    private int Usual(int number) => IsLong ? Math.Max(1, number / 2) : number;

    private Learner<float> OfMemory(RunOptions options)
    {
        // Of a bandit the critic is told the probabilities. A process is five hundred numbers, and what it pays is of another scale from
        // one to the next: there a baseline is fitted for each, or the critic sees the memory alone.
        TaskEnvironment environment = Setting.Environment;
        bool bandits = Setting.Domain == Domain.Bandits;
        int width = options.WidthOf(Method);
        Policy = Method == Method.Rl2ByChoice ? ByChoice(environment, width, bandits) : AsOne(environment, width, bandits);
        TrialOptions<float> sampling = new()
        {
            Trials = options.Trials ?? Usual(options.Preset.Trials),
            Episodes = Setting.Episodes,
            Advantages = new()
            {
                Lambda = Policy.HasCritic ? 0.9 : 0.3,
                Discount = !bandits || IsLong ? LongDiscount : 1,
                Baseline = Policy.HasCritic ? null : new(),
                AgainstOptimum = Policy.HasCritic,
            },
            Surrogate = Surrogate<float>.Clipped(),
            CriticWeight = IsLong ? LongCriticWeight : CriticWeight,
            EntropyWeight = options.EntropyWeight ?? EntropyWeight,
        };
        return new("RL^2", new MemoryAdaptation<float>(environment, Policy, sampling), new Unrolled<float>(0));
    }

    private static MemoryPolicy<float> AsOne(TaskEnvironment environment, int width, bool hasCritic)
    {
        int choices = environment.Actions.Choices;
        return new(
            new Gru<float>(MemoryPolicy<float>.InputSize(environment), width),
            new CategoricalPolicy<float>(new Linear<float>(width, choices), choices),
            hasCritic
                ? new Sequential<float>(
                    new Linear<float>(width + environment.TaskSize, Hidden), Activations.Relu<float>(), new Linear<float>(Hidden, 1))
                : null,
            hasCritic);
    }

    // Choices may be numbered as one likes: the score of one goes by what is remembered of it, and by the mean of all.
    private MemoryPolicy<float> ByChoice(TaskEnvironment environment, int width, bool criticSeesTask)
    {
        int choices = environment.Actions.Choices;
        ChoiceMemory<float> memory = new(
            Setting.States, choices, new Gru<float>(ChoiceMemory<float>.ReadBySelf, width),
            new Gru<float>(ChoiceMemory<float>.ReadBySelf, Math.Max(1, width / 2)));
        int told = memory.OutputsOfChoice;
        return new(
            memory,
            new CategoricalPolicy<float>(
                new Sequential<float>(
                    new SetLinear<float>(choices, told, HiddenOfChoice), Activations.Relu<float>(),
                    new SetLinear<float>(choices, HiddenOfChoice, 1)),
                choices),
            new Sequential<float>(
                new SetLinear<float>(choices, told + (criticSeesTask ? 1 : 0), HiddenOfChoice), Activations.Relu<float>(),
                new SetMean<float>(choices), new Linear<float>(HiddenOfChoice, Hidden), Activations.Relu<float>(),
                new Linear<float>(Hidden, 1)),
            criticSeesTask);
    }

    // A bandit has nothing to be seen, so that the policy is a probability for each arm; rollouts of one pull are pulls.
    private Learner<float> OfSteps(RunOptions options)
    {
        BernoulliBandits environment = OnePull;
        CategoricalPolicy<float> policy = new(new Linear<float>(1, Setting.Arms, bias: false), Setting.Arms);
        PolicyOptions<float> sampling = new()
        {
            SupportRollouts = Before,
            QueryRollouts = Setting.Length - Before,
            Target = MetaTarget.SampledRollouts,
        };
        StepSizes<float> sizes = StepSizes<float>.Learned(1, form: StepSizeForm.Positive);
        Tested = new(environment, policy, sizes, sampling);
        PolicyOptions<float> training = sampling with { QueryRollouts = Math.Max(20, sampling.QueryRollouts) };
        return new Maml<float>(new PolicyAdaptation<float>(environment, policy, sizes, training), 1);
    }
}
