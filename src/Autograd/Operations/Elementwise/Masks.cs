namespace AutogradMaml.Autograd;

/// <content>Comparisons and their combinations: 1 for true, 0 for false. As conditions, all numbers but 0 are true, NaN included. All are
/// composed of the comparisons that are operations, and constant as far as derivatives go.</content>
public readonly partial struct Variable<T>
{
    /// <summary>1 where this &lt; other and 0 elsewhere, NaN included.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    public Variable<T> Less(Variable<T> other) => other.Greater(this);

    /// <summary>1 where this &lt;= other and 0 elsewhere, NaN included.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    public Variable<T> LessOrEqual(Variable<T> other) => other.GreaterOrEqual(this);

    /// <summary>1 where this differs from other, as NaN does from everything, and 0 where they are equal.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    public Variable<T> NotEqualTo(Variable<T> other) => EqualTo(other).Not();

    /// <summary>1 where this is a number, 0 where it is infinite or NaN.</summary>
    public Variable<T> IsFinite() => (this - this).EqualTo(Tape.Zeros(Shape.Scalar));

    /// <summary>1 where this is NaN, 0 elsewhere.</summary>
    public Variable<T> IsNaN() => NotEqualTo(this);

    /// <summary>1 where the condition is false (0), and 0 where it is true.</summary>
    public Variable<T> Not() => EqualTo(Tape.Zeros(Shape.Scalar));

    /// <summary>1 where both conditions are true and 0 elsewhere.</summary>
    /// <param name="other">The other condition; the two broadcast.</param>
    public Variable<T> And(Variable<T> other)
    {
        RequireBroadcast("and", other);
        return Not().Maximum(other.Not()).Not();
    }

    /// <summary>1 where at least one of the conditions is true and 0 elsewhere.</summary>
    /// <param name="other">The other condition; the two broadcast.</param>
    public Variable<T> Or(Variable<T> other)
    {
        RequireBroadcast("or", other);
        return Not().Minimum(other.Not()).Not();
    }

    /// <summary>1 when the condition is true at every place, else 0; a single number.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    public Variable<T> All() => All(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>1 where the condition is true at every place over some axes and 0 elsewhere.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements, or an axis is named twice.</exception>
    public Variable<T> All(ReadOnlySpan<int> axes, bool keepAxes = false) => All(new ReducedAxes(Shape, axes), keepAxes);

    /// <summary>1 when the condition is true at some place, else 0; a single number.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    public Variable<T> Any() => Any(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>1 where the condition is true at some place over some axes and 0 elsewhere.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements, or an axis is named twice.</exception>
    public Variable<T> Any(ReadOnlySpan<int> axes, bool keepAxes = false) => Any(new ReducedAxes(Shape, axes), keepAxes);

    private Variable<T> All(ReducedAxes over, bool keepAxes)
    {
        MaxOperation<T>.RequireElements(over);
        return Not().Max(over, keepAxes).Not();
    }

    private Variable<T> Any(ReducedAxes over, bool keepAxes)
    {
        MaxOperation<T>.RequireElements(over);
        return Not().Not().Max(over, keepAxes);
    }

    // For compositions: that the two are of one tape and broadcast, before anything is recorded.
    private void RequireBroadcast(string name, Variable<T> other)
    {
        Tape.IndexOf(other);
        Shape.Broadcast(Shape, other.Shape, name);
    }
}
