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

    /// <summary>1 where the condition is true at every place along an axis and 0 elsewhere.</summary>
    /// <param name="axis">The axis, which must have elements; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    public Variable<T> All(int axis, bool keepAxis = false)
    {
        MaxOperation<T>.RequireElements(Shape, axis);
        return Not().Max(axis, keepAxis).Not();
    }

    /// <summary>1 where the condition is true at some place along an axis and 0 elsewhere.</summary>
    /// <param name="axis">The axis, which must have elements; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    public Variable<T> Any(int axis, bool keepAxis = false)
    {
        MaxOperation<T>.RequireElements(Shape, axis);
        return Not().Not().Max(axis, keepAxis);
    }

    // For compositions: that the two are of one tape and broadcast, before anything is recorded.
    private void RequireBroadcast(string name, Variable<T> other)
    {
        Tape.IndexOf(other);
        Shape.Broadcast(Shape, other.Shape, name);
    }
}
