using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Reinforcement.Truth;

/// <summary>The return of a policy that adapts on sampled rollouts, and its derivatives by the parameters before, against enumeration of
/// all support sets.</summary>
public class MetaTargetTests
{
    private const double Alpha = 2.9;
    private const int Tasks = 400;

    private static readonly double[] Pays = [0.15, 0.94];
    private static readonly double[] Theta = [0.9, 0.6];
    private static readonly double[] Direction = [1, -1];
    private static readonly BernoulliBandits Bandits = new(2, 1);
    private static readonly CategoricalPolicy<double> Policy = new(new Linear<double>(1, 2, bias: false), 2);

    [Theory]
    [InlineData(2, 200, 3)]
    [InlineData(20, 500, 1)]
    public void Sampled_rollouts_are_without_bias(int rollouts, int repeats, int highest)
    {
        double[] truth = Truth(rollouts);
        Estimates[] estimates = Estimate(new() { Target = MetaTarget.SampledRollouts }, rollouts, repeats, highest);
        for (int order = 0; order < highest; order++)
        {
            estimates[order].RequireTruth(truth[order], $"N = {rollouts}, order {order + 1}");
        }
    }

    [Fact]
    public void The_target_of_sampled_rollouts_comes_to_that_of_the_expected_gradient_as_1_over_N()
    {
        double limit = Truth(0)[0];
        double[] distance = [.. new[] { 2, 20, 100 }.Select(rollouts => Truth(rollouts)[0] - limit)];
        Assert.InRange(distance[0] / distance[1], 5, 15);
        Assert.InRange(distance[1] / distance[2], 4.5, 5.5);
        Assert.InRange(Math.Abs(distance[2] / limit), 0.001, 0.05);
    }

    [Fact]
    public void The_estimator_for_the_expected_gradient_is_off_by_1_over_N_and_without_a_right_curvature_by_more()
    {
        double limit = Truth(0)[0];
        double few = Estimate(new(), 2, 100, highest: 1)[0].Mean - limit;
        double many = Estimate(new(), 20, 400, highest: 1)[0].Mean - limit;
        Estimates most = Estimate(new(), 100, 400, highest: 1)[0];
        Assert.InRange(few / many, 5, 20);
        Assert.InRange(Math.Abs(most.Mean - limit), 0, 0.4 * Math.Abs(many));
        Estimates naive = Estimate(new() { InnerSurrogate = Surrogate<double>.Naive }, 100, 100, highest: 1)[0];
        Assert.NotInRange(naive.From(limit), -10, 10);
    }

    [Fact]
    public void The_score_of_the_support_rollouts_is_not_counted_twice()
        => Assert.Contains(
            "would count it once more",
            Assert.Throws<ArgumentException>(static () => new PolicyAdaptation<double>(
                Bandits,
                Policy,
                StepSizes<double>.Constant(1),
                new() { Target = MetaTarget.SampledRollouts, InnerSurrogate = Surrogate<double>.Dice })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_exact_adaptation_has_the_meta_gradient_of_the_tape_through_two_steps()
    {
        TabularProcesses processes = new(3, 2, 4);
        CategoricalPolicy<double> policy = new(new Linear<double>(3, 2, bias: false), 2);
        ExactPolicyAdaptation<double> adaptation = new(processes, policy, StepSizes<double>.Constant(0.3));
        Learner<double> learner = new Maml<double>(adaptation, 2);
        TaskBatch<double> batch = new EnvironmentTasks<double>(processes).Batch(new TaskNumber(1, 0));
        Parameters<double> meta = learner.Initialize(3);
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        MetaOutcome<double> outcome = learner.Compute(theta, batch.On(tape), use: DerivativeUse.Differentiable);
        Variable<double> x = tape.Input(Tensors.ToArray(meta[0].Value), [1, 2, 3]);
        Variable<double> start = x;
        for (int step = 0; step < 2; step++)
        {
            x += 0.3 * tape.Gradient(Return(x).Sum(), x);
        }

        Variable<double> last = Return(x);
        Assert.Equal(-last.Values[0], outcome.Losses.Values[0], 1e-13);
        Assert.All(
            tape.Gradient(last.Sum(), start).ToArray().Zip(outcome.Direction.Values[0].ToArray()),
            static pair => Assert.Equal(-pair.First, pair.Second, 1e-13));

        Variable<double> Return(Variable<double> weight) => ExpectedReturn.OfTabular(
            processes, tape.Constant(batch.Array(0), [1, processes.TaskSize]), weight.SwapAxes(1, 2).LogSoftmax());
    }

    [Fact]
    public void The_exact_adaptation_learns_step_sizes_by_their_gradient()
    {
        TabularProcesses processes = new(3, 2, 4);
        ExactPolicyAdaptation<double> adaptation = new(
            processes,
            new CategoricalPolicy<double>(new Linear<double>(3, 2, bias: false), 2),
            StepSizes<double>.Learned(0.3, steps: 2, form: StepSizeForm.Signed));
        Learner<double> learner = new Maml<double>(adaptation, 2);
        TaskBatch<double> batch = new EnvironmentTasks<double>(processes).Batch(new TaskNumber(1, 0));
        Parameters<double> meta = learner.Initialize(3);
        string name = Assert.Single(meta.Names, static name => name.StartsWith("step_size.", StringComparison.Ordinal));
        double[] sizes = Tensors.ToArray(meta[name]);
        double[] direction = Tensors.ToArray(Outcome(meta).Direction[name]);
        Assert.Equal(2, direction.Length);
        for (int step = 0; step < sizes.Length; step++)
        {
            const double Move = 1e-5;
            double slope = (Loss(step, Move) - Loss(step, -Move)) / (2 * Move);
            Assert.Equal(slope, direction[step], 1e-8);
            Assert.NotInRange(slope, -1e-4, 1e-4);
        }

        double Loss(int step, double move)
        {
            double[] moved = [.. sizes.Select((size, k) => k == step ? size + move : size)];
            return Outcome(new(meta.Select(entry => entry.Key == name
                ? KeyValuePair.Create(name, Tensors.Wrap(moved, Tensors.ShapeOf(entry.Value)))
                : entry))).Loss;
        }

        (double Loss, Parameters<double> Direction) Outcome(Parameters<double> at)
        {
            using Tape<double> tape = new();
            MetaOutcome<double> outcome = learner.Compute(at.On(tape), batch.On(tape));
            return (outcome.Losses.Values[0], outcome.Direction.ToParameters());
        }
    }

    [Fact]
    public void The_expected_return_of_a_bandit_is_the_sum_over_all_that_can_be_pulled()
    {
        double[] means = [0.15, 0.94, -0.3];
        using Tape<double> tape = new();
        Variable<double> log = tape.Constant([0.9, 0.6, -0.2], [1, 3]).LogSoftmax();
        double[] pi = [.. log.Exp().ToArray()];
        double sum = 0;
        foreach ((int first, int second, int third) in
            from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) from c in Enumerable.Range(0, 3) select (a, b, c))
        {
            sum += pi[first] * pi[second] * pi[third] * (means[first] + means[second] + means[third]);
        }

        Assert.Equal(sum, ExpectedReturn.OfBandit(3, tape.Constant(means, [1, 3]), log).Values[0], 1e-14);
    }

    // 0 rollouts: along the expected gradient.
    internal static double[] Truth(int rollouts)
    {
        using Tape<double> tape = new();
        Variable<double> theta = tape.Input(Theta, [1, 2]);
        Variable<double> value = rollouts == 0
            ? SampledTarget.AlongExpectedGradient(theta, Pays, Alpha)
            : SampledTarget.Of(theta, Pays, Alpha, rollouts);
        return [.. Along.Of(value.Reshape([1]), theta, Direction, 3).Select(static order => order.Values[0])];
    }

    internal static Estimates[] Estimate(PolicyOptions<double> options, int rollouts, int repeats, int highest)
    {
        PolicyAdaptation<double> adaptation = new(
            Bandits,
            Policy,
            StepSizes<double>.Constant(Alpha),
            options with { SupportRollouts = rollouts, QueryRollouts = 4, OuterSurrogate = Surrogate<double>.Dice });
        Estimates[] estimates = [.. Enumerable.Range(0, highest).Select(static _ => new Estimates())];
        TaskBatch<double> batch = new EnvironmentTasks<double>(Bandits, [Pays])
            .Batch([.. Enumerable.Range(0, Tasks).Select(static k => new TaskNumber(1, k))]);
        using Tape<double> tape = new();
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            tape.Clear();
            for (int task = 0; task < Tasks; task++)
            {
                batch.SetKey(task, 2, repeat, task);
            }

            // A copy of the parameters for each task, so that each has a derivative of its own.
            Episode<double> episode = batch.On(tape, repeat);
            Variable<double> theta = tape.Input([.. Enumerable.Repeat(Theta, Tasks).SelectMany(static x => x)], [Tasks, 2]);
            Variables<double> meta = new([KeyValuePair.Create("policy.weight", theta.Reshape([Tasks, 2, 1]))]);
            InnerCourse<double> course = new(new OwnStart(adaptation), meta, episode, detached: false, DerivativeUse.Differentiable);
            Variable<double> loss = course.Outer(course.Step(course.Start(), new(episode, 0)), 1);
            Variable<double>[] orders = Along.Of(-loss, theta, Direction, highest);
            for (int order = 0; order < highest; order++)
            {
                estimates[order].Add(orders[order].Values);
            }
        }

        return estimates;
    }

    /// <summary>The same adaptation, of parameters that have the task axis already.</summary>
    private sealed class OwnStart(PolicyAdaptation<double> inner) : Adaptation<double>
    {
        public override string Description => inner.Description;

        public override IReadOnlyList<MetaPart<double>> Parts => inner.Parts;

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode)
        {
            Variables<double> shared = inner.Start(meta.Map(static value => value.At(0, 0)), episode);
            return new(
                shared.Select(entry => meta.TryGet(entry.Key, out Variable<double> own) ? KeyValuePair.Create(entry.Key, own) : entry));
        }

        public override Variables<double> Adapting(Variables<double> x) => inner.Adapting(x);

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => inner.Inner(x, meta, episode, at);

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => inner.Update(x, gradient, meta, at);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => inner.Outer(x, meta, episode, at);
    }
}
