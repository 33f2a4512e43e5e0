using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A memory of its own for each choice in each state, all by the same weights, for states and choices whose numbers mean nothing:
/// the arms of a bandit, the states and actions of a tabular process. After action a in state s paid r, h_(s,a) becomes cell(h_(s,a), [r,
/// d]), and no other changes; beside them a clock, c_t = clock(c_(t-1), [r, d]), reads what every step paid. Told of each choice a: h_(s,a)
/// in the state that is seen, and the clock.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>A memory that reads everything has to learn of each choice anew what it is to make it and be paid, and to keep the pasts of all
/// apart in what they share. Here all of them are examples of the same, and a past stays what it is until the choice is made again. The
/// parameters do not depend on how many states and choices there are, so that what was learned of ten arms can begin with fifty. What it
/// does not remember is which state followed: it can learn what choices pay, not where they lead.</para>
/// <para>Behind it stand a head and a critic of <see cref="SetLinear{T}"/>, which see the other choices: then choices in another order are
/// made with the same probabilities in that order. Reads [state, one-hot; action, one-hot; reward; end]; tells one choice's numbers after
/// the other's. Parameters: <c>cell.*</c>, <c>clock.*</c>. Cost of a step: one cell, one clock, and some passes over states choices hidden
/// numbers. Source of the symmetry: Zaheer et al., Deep sets, 2017, section 3.</para>
/// </remarks>
public sealed class ChoiceMemory<T> : PolicyMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers cell and clock read: reward and end.</summary>
    public const int ReadBySelf = 2;

    private const string CellPart = "cell";
    private const string ClockPart = "clock";

    private readonly int _states;
    private readonly int _choices;
    private readonly Recurrent<T> _cell;
    private readonly Recurrent<T> _clock;

    /// <summary>Describes the memory.</summary>
    /// <param name="states">The number of states that are seen, one-hot; 1 for a bandit, which shows a 1.</param>
    /// <param name="choices">The number of choices.</param>
    /// <param name="cell">What remembers a choice: <see cref="ReadBySelf"/> inputs, one layer.</param>
    /// <param name="clock">What reads every step: <see cref="ReadBySelf"/> inputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than one state or choice.</exception>
    /// <exception cref="ArgumentException">Cell or clock read other numbers, or the cell has more layers than one.</exception>
    public ChoiceMemory(int states, int choices, Recurrent<T> cell, Recurrent<T> clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(choices, 1);
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(clock);
        if (cell.Inputs != ReadBySelf || clock.Inputs != ReadBySelf || cell.Layers != 1)
        {
            throw new ArgumentException(
                $"Cell and clock read {ReadBySelf} numbers (reward, end), and a cell has one layer; got a cell of {cell.Inputs} numbers " +
                    $"and {cell.Layers} layers, a clock of {clock.Inputs} numbers.");
        }

        (_states, _choices, _cell, _clock) = (states, choices, cell, clock);
        Parameters = [.. Named(CellPart, cell), .. Named(ClockPart, clock)];
        Shape ofCell = [1, Pairs * cell.Hidden];
        Shape ofClock = [clock.Layers, clock.Hidden];
        StateShapes =
        [
            .. Enumerable.Repeat(ofCell, cell.StateCount), .. Enumerable.Repeat(ofClock, clock.StateCount), [1, states],
        ];
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"{_cell.Description} for each of {_choices} choices in {_states} states, clock {_clock.Description}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <inheritdoc/>
    public override int Inputs => _states + _choices + 2;

    /// <summary>How many numbers it tells of each choice.</summary>
    public int OutputsOfChoice => _cell.Hidden + _clock.Hidden;

    /// <inheritdoc/>
    public override int Outputs => _choices * OutputsOfChoice;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes { get; }

    private int Pairs => _states * _choices;

    /// <inheritdoc/>
    public override (Variable<T> Output, Variable<T>[] States) RunFrom(
        Variables<T> parameters, Variable<T> inputs, params ReadOnlySpan<Variable<T>> states)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Shape shape = inputs.Shape;
        if (shape.Rank != 4 || shape[3] != Inputs || (states.Length != 0 && states.Length != StateShapes.Count))
        {
            throw new ArgumentException(
                $"A memory of {_choices} choices in {_states} states reads [tasks, trials, steps, {Inputs}] and goes on with " +
                    $"{StateShapes.Count} arrays, got {shape} and {states.Length}.",
                nameof(inputs));
        }

        (int tasks, int trials, int steps) = (shape[0], shape[1], shape[2]);
        int arrays = _cell.StateCount;
        var kept = new Variable<T>[arrays];
        for (int k = 0; k < arrays; k++)
        {
            Shape all = [tasks, trials, Pairs, _cell.Hidden];
            kept[k] = states.Length == 0 ? inputs.Tape.Zeros(all) : states[k].Reshape(all);
        }

        Variable<T> seen = inputs.Slice(3, 0, _states);
        Variable<T> lastSeen = states.Length == 0
            ? inputs.Tape.Zeros([tasks, trials, 1, _states])
            : states[^1].Reshape([tasks, trials, 1, _states]);
        Variable<T> made = Made(seen, lastSeen, inputs.Slice(3, _states, _choices));
        Variable<T> read = inputs.Slice(3, Inputs - ReadBySelf, ReadBySelf);
        Variables<T> ofCell = parameters.Under(CellPart);
        Variable<T>[] told = new Variable<T>[steps];
        for (int step = 0; step < steps; step++)
        {
            Remember(ofCell, kept, made.At(2, step), read.Slice(2, step, 1));
            told[step] = TellOf(kept[0], seen.At(2, step));
        }

        (Variable<T> time, Variable<T>[] clock) = _clock.RunFrom(
            parameters.Under(ClockPart), read, states.Length == 0 ? [] : states[arrays..^1]);
        Variable<T> ofEach = time.InsertAxis(3).BroadcastTo([tasks, trials, steps, _choices, _clock.Hidden]);
        Variable<T> output = Variable.Concatenate<T>([Variable.Stack<T>(told, axis: 2), ofEach], 4);
        return (
            output.Reshape([tasks, trials, steps, Outputs]),
            [
                .. kept.Select(array => array.Reshape([tasks, 1, trials, Pairs * _cell.Hidden])), .. clock,
                seen.Slice(2, steps - 1, 1).Reshape([tasks, 1, trials, _states]),
            ]);
    }

    /// <summary>What the memory tells of each choice, and behind it what the task has of that choice: a bandit's probability that an arm
    /// pays.</summary>
    /// <inheritdoc/>
    public override Variable<T> Beside(Variable<T> told, Variable<T> task)
    {
        (int tasks, int steps, int numbers) = (told.Shape[0], told.Shape[1], task.Shape[1]);
        if (numbers % _choices != 0)
        {
            throw new ArgumentException(
                $"A critic that sees a task choice by choice takes as many numbers of each of {_choices} choices, got a task of " +
                    $"{numbers}: leave the task out, or the choices.",
                nameof(task));
        }

        int own = numbers / _choices;
        Variable<T> beside = task.Reshape([tasks, 1, _choices, own]).BroadcastTo([tasks, steps, _choices, own]);
        return Variable.Concatenate<T>([told.Reshape([tasks, steps, _choices, OutputsOfChoice]), beside], 3)
            .Reshape([tasks, steps, Outputs + numbers]);
    }

    // Which pair the reward is of, one-hot, [tasks, trials, steps, pairs]: the state that was seen at the step before, and the action.
    private Variable<T> Made(Variable<T> seen, Variable<T> lastSeen, Variable<T> action)
    {
        Shape shape = seen.Shape;
        Variable<T> before = Variable.Concatenate<T>([lastSeen, seen], 2).Slice(2, 0, shape[2]);
        return (before.InsertAxis(4) * action.InsertAxis(3)).Reshape(shape.With(3, Pairs));
    }

    // Out with the pair's memory, on with it, and back into its place; at the first step there is no pair, and what goes back is nothing.
    private void Remember(Variables<T> parameters, Variable<T>[] kept, Variable<T> made, Variable<T> read)
    {
        (int tasks, int trials) = (made.Shape[0], made.Shape[1]);
        Variable<T> pair = made.InsertAxis(2);
        Variable<T>[] before = [.. kept.Select(array => pair.MatMul(array).Reshape([tasks, 1, trials, _cell.Hidden]))];
        Variable<T>[] after = _cell.RunFrom(parameters, read, before).States;
        for (int k = 0; k < kept.Length; k++)
        {
            Variable<T> change = (after[k] - before[k]).Reshape([tasks, trials, 1, _cell.Hidden]);
            kept[k] += pair.MatMul(change, transposeLeft: true);
        }
    }

    // A bandit shows a 1 at every step, so that nothing has to be picked.
    private Variable<T> TellOf(Variable<T> kept, Variable<T> seen)
    {
        (int tasks, int trials) = (seen.Shape[0], seen.Shape[1]);
        Variable<T> byState = kept.Reshape([tasks, trials, _states, _choices * _cell.Hidden]);
        return (_states == 1 ? byState : seen.InsertAxis(2).MatMul(byState)).Reshape([tasks, trials, _choices, _cell.Hidden]);
    }

    private static IEnumerable<ParameterSpecification<T>> Named(string part, Recurrent<T> net)
        => net.Parameters.Select(parameter => parameter with { Name = $"{part}.{parameter.Name}" });
}
