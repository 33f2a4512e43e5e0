using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Reinforcement.Trials;

/// <summary>A memory of its own for each choice: its cell reads what that choice paid, and how choices are numbered does not
/// matter.</summary>
public class ChoiceMemoryTests
{
    private const int Choices = 3;
    private const int Trials = 2;
    private const int Steps = 7;

    // The observation, three choices, reward, end.
    private const int Numbers = 1 + Choices + 2;

    private static readonly int[] Order = [2, 0, 1];

    private static readonly BernoulliBandits Bandits = new(Choices, Steps);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void What_it_tells_of_a_choice_is_what_the_cell_makes_of_what_it_paid_in_that_state(int states, bool lstm)
    {
        using Tape<double> tape = new();
        Recurrent<double> cell = Cell(3, lstm);
        Recurrent<double> clock = Cell(2, lstm);
        ChoiceMemory<double> memory = new(states, Choices, cell, clock);
        Variables<double> ofCell = cell.Initialize(4).On(tape);
        Variables<double> ofClock = clock.Initialize(5).On(tape);
        Variables<double> theta = new([.. Under("cell", ofCell), .. Under("clock", ofClock)]);
        double[] read = Read(states);
        int numbers = memory.Inputs;
        (Variable<double> told, Variable<double>[] after) = memory.RunFrom(theta, tape.Input(read, [1, Trials, Steps, numbers]));
        Assert.Equal([1, Trials, Steps, Choices * 5], told.Shape);
        Assert.Equal(memory.StateShapes, after.Select(static state => state.Shape.Without(2).Without(0)));
        for (int trial = 0; trial < Trials; trial++)
        {
            List<double>[,] pasts = new List<double>[states, Choices];
            List<double> all = [];
            int state = -1;
            for (int step = 0; step < Steps; step++)
            {
                double[] row = read.AsSpan(((trial * Steps) + step) * numbers, numbers).ToArray();
                int action = row.AsSpan(states, Choices).IndexOf(1);
                all.AddRange(row[^2..]);
                if (action >= 0)
                {
                    (pasts[state, action] ??= []).AddRange(row[^2..]);
                }

                state = row.AsSpan(0, states).IndexOf(1);
                double[] time = Last(clock, ofClock, all);
                for (int choice = 0; choice < Choices; choice++)
                {
                    double[] own = pasts[state, choice] is { } past ? Last(cell, ofCell, past) : new double[3];
                    Near.Close(
                        [.. own, .. time], told.At(2, step).At(1, trial).Slice(1, choice * 5, 5).ToArray(), 1e-14);
                }
            }
        }

        double[] Last(Recurrent<double> net, Variables<double> parameters, List<double> past)
        {
            int steps = past.Count / 2;
            return net.RunFrom(parameters, tape.Input([.. past], [1, 1, steps, 2])).Output.At(2, steps - 1).ToArray();
        }

        static IEnumerable<KeyValuePair<string, Variable<double>>> Under(string part, Variables<double> parameters)
            => parameters.Names.Zip(parameters.Values.ToArray(), (name, value) => KeyValuePair.Create($"{part}.{name}", value));
    }

    [Fact]
    public void Choices_in_another_order_are_chosen_with_the_same_probabilities_in_that_order()
    {
        using Tape<double> tape = new();
        MemoryPolicy<double> policy = MemoryPlans.ByChoice<double>(Bandits);
        Variables<double> theta = MetaPart<double>.Initialize([new("policy", policy.Parameters)], 3).Under("policy").On(tape);
        double[] read = Read();
        double[] other = [.. read];
        for (int place = 0; place < Trials * Steps; place++)
        {
            for (int choice = 0; choice < Choices; choice++)
            {
                other[(place * Numbers) + 1 + choice] = read[(place * Numbers) + 1 + Order[choice]];
            }
        }

        double[] task = [0.3, 0.8, 0.1];
        MemoryReading<double> first = Of(read, task);
        MemoryReading<double> second = Of(other, [.. Order.Select(choice => task[choice])]);
        Near.Close(first.Values!.Value.ToArray(), second.Values!.Value.ToArray(), 1e-13);
        for (int choice = 0; choice < Choices; choice++)
        {
            Near.Close(
                first.Descriptions.Slice(2, Order[choice], 1).ToArray(), second.Descriptions.Slice(2, choice, 1).ToArray(), 1e-13);
        }

        // It is no matter of course: the choices differ, and so do values when the task alone is in another order.
        Assert.True(Math.Abs(first.Descriptions.At(2, 0).At(1, 4).ToArray()[0] - first.Descriptions.At(2, 1).At(1, 4).ToArray()[0]) > 1e-4);
        double[] mistold = Of(read, [.. Order.Select(choice => task[choice])]).Values!.Value.ToArray();
        Assert.Contains(mistold.Zip(first.Values.Value.ToArray()), static pair => Math.Abs(pair.First - pair.Second) > 1e-4);

        MemoryReading<double> Of(double[] numbers, double[] told) => policy.Read(
            theta, tape.Input(numbers, [1, Trials, Steps, Numbers]), tape.Input(told, [1, Choices]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_goes_on_with_what_it_remembered(bool lstm)
    {
        using Tape<double> tape = new();
        MemoryPolicy<double> policy = MemoryPlans.ByChoice<double>(Bandits, lstm);
        Variables<double> theta = MetaPart<double>.Initialize([new("policy", policy.Parameters)], 3).Under("policy").On(tape);
        Variable<double> inputs = tape.Input(Read(), [1, Trials, Steps, Numbers]);
        double[] whole = Probabilities(policy.Read(theta, inputs, task: null), Steps);
        MemoryReading<double> first = policy.Read(theta, inputs.Slice(2, 0, 2), task: null);
        double[] rest = Probabilities(policy.Read(theta, inputs.Slice(2, 2, Steps - 2), task: null, [.. first.States]), Steps - 2);
        double[] forgotten = Probabilities(policy.Read(theta, inputs.Slice(2, 2, Steps - 2), task: null), Steps - 2);
        for (int trial = 0; trial < Trials; trial++)
        {
            ReadOnlySpan<double> expected = whole.AsSpan(((trial * Steps) + 2) * Choices, (Steps - 2) * Choices);
            Near.Close(expected, rest.AsSpan(trial * (Steps - 2) * Choices, (Steps - 2) * Choices), 1e-14);
        }

        Assert.Contains(rest.Zip(forgotten), static pair => Math.Abs(pair.First - pair.Second) > 1e-4);

        static double[] Probabilities(MemoryReading<double> reading, int steps)
        {
            Assert.Equal([1, Trials * steps, Choices], reading.Descriptions.Shape);
            return reading.Descriptions.ToArray();
        }
    }

    [Fact]
    public void In_a_process_it_remembers_by_states_and_reads_what_a_trial_shows()
    {
        TabularProcesses processes = new(states: 3, actions: Choices, horizon: 4);
        MemoryPolicy<double> policy = MemoryPlans.ByChoice<double>(processes);
        using Tape<double> tape = new();
        Variables<double> theta = MetaPart<double>.Initialize([new("policy", policy.Parameters)], 3).Under("policy").On(tape);
        TaskBatch<double> batch = new EnvironmentTasks<double>(processes).Batch(new TaskNumber(2, 1));
        Trajectories<double> steps = new TrialCall<double>(processes, policy, 2, 3, new() { AgainstOptimum = true }, "trial")
            .Of(batch.On(tape), theta).Steps;
        MemoryReading<double> whole = policy.Read(theta, steps.Observations.Reshape([1, 2, 12, 3 + Choices + 2]), task: null);
        Assert.All(steps.LogRatio(policy.Head, whole.Descriptions).ToArray(), static value => Assert.Equal(0, value, 1e-12));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Tape<double> tape = new();
        ChoiceMemory<double> memory = new(1, Choices, Cell(3, false), Cell(2, false));
        Variables<double> theta = new([]);
        Refused(
            "A memory of 3 choices in 1 states reads [tasks, trials, steps, 6] and goes on with 3 arrays, got [1, 2, 3, 5] and 0",
            () => memory.RunFrom(theta, tape.Zeros([1, 2, 3, 5])));
        Refused("and goes on with 3 arrays", () => memory.RunFrom(theta, tape.Zeros([1, 2, 3, 6]), tape.Zeros([1, 1, 2, 9])));
        Refused(
            "got a cell of 4 numbers and 1 layers, a clock of 2 numbers",
            () => new ChoiceMemory<double>(1, Choices, new Gru<double>(4, 3), Cell(2, false)));
        Refused(
            "got a cell of 2 numbers and 2 layers",
            () => new ChoiceMemory<double>(1, Choices, new Gru<double>(2, 3, layers: 2), Cell(2, false)));
        Refused(
            "as many numbers of each of 3 choices, got a task of 4: leave the task out, or the choices",
            () => memory.Beside(tape.Zeros([1, 2, 15]), tape.Zeros([1, 4])));
        MemoryPolicy<double> policy = MemoryPlans.ByChoice<double>(Bandits);
        Refused(
            "The policy gives 3 choices and bernoulli bandits of 2 arms, 5 pulls takes 2 choices",
            () => new TrialCall<double>(new BernoulliBandits(2, 5), policy, 1, 1, new(), "trial"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChoiceMemory<double>(1, 0, Cell(3, false), Cell(2, false)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChoiceMemory<double>(0, 1, Cell(3, false), Cell(2, false)));

        static void Refused(string message, Func<object?> call)
            => Assert.Contains(message, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    private static Recurrent<double> Cell(int hidden, bool lstm) => lstm ? new Lstm<double>(2, hidden) : new Gru<double>(2, hidden);

    // A different choice at each step, in states that go round, nothing before the first.
    private static double[] Read(int states = 1)
    {
        int numbers = states + Choices + 2;
        double[] read = new double[Trials * Steps * numbers];
        for (int trial = 0; trial < Trials; trial++)
        {
            for (int step = 0; step < Steps; step++)
            {
                Span<double> row = read.AsSpan(((trial * Steps) + step) * numbers, numbers);
                row[(step / 2) % states] = 1;
                if (step > 0)
                {
                    row[states + (((trial * 2) + step) % Choices)] = 1;
                    row[^2] = 0.25 * (trial + step);
                    row[^1] = step == 3 ? 1 : 0;
                }
            }
        }

        return read;
    }
}
