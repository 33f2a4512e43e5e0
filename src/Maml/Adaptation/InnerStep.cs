using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>An inner step as an adaptation sees it: its number, and what is taken by it.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The number is a constant where the steps are recorded one after the other, and an input where one recording serves all steps;
/// what is taken by it here is right for both. Beyond the steps that have values of their own, the last ones hold.</remarks>
public sealed class InnerStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _known;
    private readonly Variable<T>? _index;
    private readonly Dictionary<string, Variable<T>> _handedOut = [];
    private Variable<T>? _keys;
    private Variable<T>? _loss;

    /// <summary>A step whose number is known when it is recorded.</summary>
    /// <param name="episode">The tasks.</param>
    /// <param name="number">The number, from 0.</param>
    public InnerStep(Episode<T> episode, int number)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Episode = episode;
        _known = number;
    }

    /// <summary>A step whose number is a variable.</summary>
    /// <param name="episode">The tasks.</param>
    /// <param name="number">A single number on the tape: a whole one from 0 to 2^16 - 1.</param>
    public InnerStep(Episode<T> episode, Variable<T> number)
    {
        ArgumentNullException.ThrowIfNull(episode);
        Episode = episode;
        if (number.Shape.ElementCount != 1)
        {
            throw new ArgumentException($"The number of an inner step is a single number, got shape {number.Shape}.", nameof(number));
        }

        _index = number.Detach();
    }

    /// <summary>The tasks.</summary>
    public Episode<T> Episode { get; }

    /// <summary>The number, where it is known when the step is recorded.</summary>
    public int? Known => _index is null ? _known : null;

    /// <summary>The number as a variable, of shape [].</summary>
    public Variable<T> Number => _index?.Reshape(Shape.Scalar) ?? Episode.Tape.Constant(T.CreateChecked(_known));

    /// <summary>The tasks' keys with the step in them: [tasks, <see cref="RandomKey.Length"/>].</summary>
    public Variable<T> Keys => _keys ??= KeysOfStep();

    /// <summary>The inner loss before the step, [tasks], for an update that goes by it; constant as far as derivatives go where inner
    /// gradients are.</summary>
    /// <exception cref="InvalidOperationException">The step has not come so far: the loss is there for
    /// <see cref="Adaptation{T}.Update"/>.</exception>
    public Variable<T> Loss => _loss ?? throw new InvalidOperationException(
        $"The inner loss of a step is known to its update; before, and where a step is written without {nameof(InnerCourse<T>)}, " +
            $"{nameof(TakeLoss)} tells it.");

    /// <summary>Random numbers of each task at this step.</summary>
    /// <param name="purpose">What they are for; two purposes are independent.</param>
    /// <param name="perTask">Their shape for one task.</param>
    /// <param name="kind">Their distribution.</param>
    /// <returns>[tasks, perTask...], constant as far as derivatives go.</returns>
    public Variable<T> Noise(string purpose, Shape perTask, RandomNumberKind kind = RandomNumberKind.Uniform)
        => Episode.Tape.RandomNumbers(Keys, purpose, perTask, kind);

    /// <summary>Calls the host at this step: as <see cref="Episode{T}.Host"/>, with the step in the keys.</summary>
    /// <param name="name">What the call is named.</param>
    /// <param name="call">The call.</param>
    /// <param name="results">The shapes of the results.</param>
    /// <param name="arguments">What it is called with, behind the keys.</param>
    /// <param name="scratchLength">How many elements of scratch memory it wants.</param>
    public Variable<T>[] Host(
        string name, HostCall<T> call, IReadOnlyList<Shape> results, IReadOnlyList<Variable<T>> arguments, int scratchLength = 0)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return Episode.Call(name, call, results, [Keys, .. arguments], scratchLength);
    }

    /// <summary>The step's own values: row k of what has a row for each step; the last row for steps beyond.</summary>
    /// <param name="perStep">[steps, ...].</param>
    /// <returns>[...].</returns>
    public Variable<T> Row(Variable<T> perStep)
    {
        int rows = perStep.Shape[0];
        if (_index is not { } index)
        {
            return perStep.At(0, Math.Min(_known, rows - 1));
        }

        Variable<T> row = index.Reshape(Shape.Scalar).Minimum(index.Tape.Constant(T.CreateChecked(rows - 1)));
        return perStep.Reshape([rows, perStep.Shape.ElementCount / rows]).TakeRows(row).Reshape(perStep.Shape.Without(0));
    }

    /// <summary>The step's own examples: of n examples those from k times the size on, going round the set, so that over a whole round each
    /// is seen equally often.</summary>
    /// <param name="examples">[tasks, n, ...].</param>
    /// <param name="size">How many a step sees, from 1 to n; null for all.</param>
    /// <param name="reshuffled">Whether each round goes through the set in an order of its own, drawn for each task by its key: what lies
    /// together in the set does not meet in the same batch in every round. All arrays that are taken with the same n go in the same order.
    /// Without, it is the order of the set.</param>
    /// <returns>[tasks, size, ...].</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer examples than the size.</exception>
    public Variable<T> Batch(Variable<T> examples, int? size, bool reshuffled = false)
    {
        int count = examples.Shape[1];
        InnerBatches batches = InnerBatches.Of(count, size);
        int taken = batches.Size;
        if (taken == count)
        {
            return examples;
        }

        if (reshuffled)
        {
            return ReshuffledBatch(examples, batches);
        }

        if (_index is { } index)
        {
            // The step's place in the round first: its product with the size is then small enough to be exact.
            Variable<T> first = Remainder(index, Period(count, taken)) * T.CreateChecked(taken);
            Variable<T> places = Remainder(
                first.Reshape([1]) + examples.Tape.Constant([.. Enumerable.Range(0, taken).Select(T.CreateChecked)], [taken]), count);
            return TakeExamples(examples, places.BroadcastTo([examples.Shape[0], taken]));
        }

        return batches.Take(examples, exampleAxis: 1, _known);
    }

    /// <summary>Hands out a new value for a member of x that is not descended but measured on the way: a running statistic. It holds from
    /// the next step on.</summary>
    /// <param name="name">The name of the member of x.</param>
    /// <param name="value">Its new value, in the shape that it has.</param>
    public void HandOut(string name, Variable<T> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _handedOut[name] = value;
    }

    /// <summary>Tells the inner loss: for a step that is written without <see cref="InnerCourse{T}"/>, which does so itself.</summary>
    /// <param name="loss">The inner loss before the step, [tasks].</param>
    public void TakeLoss(Variable<T> loss) => _loss = loss;

    /// <summary>x with what was handed out in this step.</summary>
    internal Variables<T> With(Variables<T> x)
    {
        if (_handedOut.Count == 0)
        {
            return x;
        }

        string? unknown = _handedOut.Keys.FirstOrDefault(name => !x.TryGet(name, out _));
        return unknown is null
            ? new(x.Select(entry => KeyValuePair.Create(entry.Key, _handedOut.GetValueOrDefault(entry.Key, entry.Value))))
            : throw new ArgumentException(
                $"A step handed out '{unknown}', which is not among what changes while adapting: [{string.Join(", ", x.Names)}].");
    }

    private Variable<T> KeysOfStep() => Known == 0 ? Episode.Keys : KeysOf(Known, Number);

    // The tasks' keys with a number in the place of the step: a known one in its two pieces of 16 bits; a variable one stays below the
    // first bound.
    private Variable<T> KeysOf(int? known, Variable<T> number)
    {
        Tape<T> tape = Episode.Tape;
        Variable<T> step = known is { } some
            ? tape.Constant([T.CreateChecked(some & 0xFFFF), T.CreateChecked(some >> 16)], [2])
            : Variable.Concatenate<T>([number.Reshape([1]), tape.Zeros([1])], 0);
        return Variable.Concatenate<T>([Episode.Keys.Slice(1, 0, RandomKey.StepStart), step.BroadcastTo([Episode.Tasks, 2])], 1);
    }

    // A batch may begin in one round and end in the next, and in no third, since it is no larger than the set.
    private Variable<T> ReshuffledBatch(Variable<T> examples, InnerBatches batches)
    {
        int count = examples.Shape[1];
        Tape<T> tape = examples.Tape;
        (Variable<T> round, Variable<T> first) = _index is { } index ? RoundOf(index, count, batches.Size) : (Number, Number);
        int? known = Known is { } step ? (int)((long)step * batches.Size / count) : null;
        Variable<T> place = known is null ? first : tape.Constant(T.CreateChecked(batches.At(Known!.Value).First));
        Variable<T> orders = Variable.Concatenate<T>([OrderOf(known, round, count), OrderOf(known + 1, round + T.One, count)], 1);
        Variable<T> places = place.Reshape([1]) + tape.Constant(
            [.. Enumerable.Range(0, batches.Size).Select(T.CreateChecked)], [batches.Size]);
        int tasks = examples.Shape[0];
        Variable<T> chosen = orders.Reshape([tasks, 2 * count, 1]).TakeRows(places.BroadcastTo([tasks, batches.Size]))
            .Reshape([tasks, batches.Size]);
        return TakeExamples(examples, chosen);
    }

    // The order in which a task's examples are gone through in a round.
    private Variable<T> OrderOf(int? known, Variable<T> round, int count)
        => Episode.Tape.RandomNumbers(KeysOf(known, round), "order of the support set", [count], RandomNumberKind.Uniform).ArgSort(1);

    // In which round a step begins, and at which place of it. The step's place among those after which the batches begin at the first place
    // again comes first: its product with the size is then small enough to be exact.
    private static (Variable<T> Round, Variable<T> First) RoundOf(Variable<T> index, int count, int size)
    {
        int period = Period(count, size);
        Variable<T> within = Remainder(index, period);
        Variable<T> examples = within * T.CreateChecked(size);
        Variable<T> before = (index - within) / T.CreateChecked(period) * T.CreateChecked(period * size / count);
        return (before + (examples / T.CreateChecked(count)).Floor(), Remainder(examples, count));
    }

    private static Variable<T> TakeExamples(Variable<T> examples, Variable<T> places)
    {
        (int tasks, int count, int taken) = (examples.Shape[0], examples.Shape[1], places.Shape[1]);
        Variable<T> rows = examples.Reshape([tasks, count, examples.Shape.ElementCount / Math.Max(1, tasks * count)]);
        return rows.TakeRows(places).Reshape(examples.Shape.With(1, taken));
    }

    // After how many steps the batches begin again.
    private static int Period(int count, int size) => count / (int)BigInteger.GreatestCommonDivisor(count, size);

    private static Variable<T> Remainder(Variable<T> value, int divisor)
    {
        T number = T.CreateChecked(divisor);
        return value - (number * (value / number).Floor());
    }
}
