using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>
/// An array on a tape: a light handle of a tape and a place in its list. Operators and methods on it record operations there and
/// compute them at once, so the value can be looked at any time.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Copying a variable copies the handle. It is good for as long as its tape is neither disposed nor cleared; after that every use
/// throws. Element-wise operators broadcast as in NumPy. What an operation or a sweep gives is a variable of its own, whatever the shapes:
/// where a reshape or a slice has nothing to do it looks at the same memory, but the derivative by it is not the one by its
/// operand.</remarks>
public readonly partial struct Variable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Variable(Tape<T> owner, int index, int generation)
    {
        Owner = owner;
        Index = index;
        Generation = generation;
    }

    /// <summary>The tape that the variable is on.</summary>
    public Tape<T> Tape
        => Owner ?? throw new InvalidOperationException(
            "A default Variable is on no tape: make variables with Input, Constant or an operation.");

    /// <summary>The sizes of its axes.</summary>
    public Shape Shape => Tape.ShapeOf(Tape.IndexOf(this));

    /// <summary>Its values, row by row, where they lie: valid until the tape is disposed or cleared.</summary>
    public ReadOnlySpan<T> Values
    {
        get
        {
            Tape.NoteRead();
            return Tape.SpanAt(Tape.IndexOf(this));
        }
    }

    /// <summary>The value of a variable that is a single number.</summary>
    /// <exception cref="InvalidOperationException">It has more or fewer elements than one.</exception>
    public T Scalar => Shape.ElementCount == 1
        ? Values[0]
        : throw new InvalidOperationException($"Scalar reads a single number, but the variable has shape {Shape}: use Values or ToTensor.");

    /// <summary>The operation that computed it.</summary>
    public Operation<T> Operation => Tape.OperationOf(Tape.IndexOf(this));

    internal Tape<T>? Owner { get; }

    internal int Index { get; }

    internal int Generation { get; }

    /// <summary>A copy of the values as a tensor of the host.</summary>
    public Tensor<T> ToTensor() => Tensors.Create(Values, Shape);

    /// <summary>A copy of the values, row by row.</summary>
    public T[] ToArray() => Values.ToArray();

    /// <summary>The shape and the first values.</summary>
    public override string ToString()
    {
        if (Owner is null)
        {
            return "(no variable)";
        }

        const int Shown = 8;
        // Looking is not reading: a rule may be watched without being taken for one that computes with numbers.
        ReadOnlySpan<T> values = Tape.SpanAt(Tape.IndexOf(this));
        string[] shown = new string[Math.Min(values.Length, Shown)];
        for (int k = 0; k < shown.Length; k++)
        {
            shown[k] = values[k].ToString("G6", CultureInfo.InvariantCulture);
        }

        return Shape.Rank == 0 ? shown[0] : $"{Shape} {{{string.Join(", ", shown)}{(values.Length > Shown ? ", ..." : string.Empty)}}}";
    }
}
