using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>What a program may do with an operation. No pass of the compiler asks which operation it meets: it asks for these traits, so
/// that a new operation takes part in all passes by declaring them in its own file. Without a declaration an operation is computed as it
/// was recorded, on whole arrays.</content>
public abstract partial class Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the result is a function of the inputs alone. One that is not (a call to the host that counts or samples) is
    /// computed exactly as often as it was recorded, and in that order among its kind: a program neither folds nor shares it, nor computes
    /// it again, and <see cref="Tape{T}.Checkpoint(Func{IReadOnlyList{Variable{T}}, Variable{T}}, ReadOnlySpan{Variable{T}})"/> refuses it.
    /// What no output needs is left out all the same.</summary>
    public virtual bool IsPure => true;

    /// <summary>Whether a program may take the result of an equal operation on equal inputs in place of this one's.</summary>
    internal virtual bool MayBeShared => IsPure;

    /// <summary>The constants that the result depends on, comparable by value: two operations of one type with equal constants are the same
    /// operation, and a program computes it once. Null when only the instance itself is known to be the same.</summary>
    internal virtual object? Constants => null;

    /// <summary>What is computed, in a form that others can read: kind and settings, which determine the result. Null where it can't be
    /// said, as of what is a user's own.</summary>
    internal virtual OperationDescription? Description => null;

    /// <summary>Why this operation can't be part of a program, or null when it can.</summary>
    internal virtual string? NotReplayable => null;

    /// <summary>Whether the value was put on the tape from outside, and as what.</summary>
    internal virtual LeafKind Leaf => LeafKind.None;

    /// <summary>The name that its user gave the value; null where it was given none.</summary>
    internal virtual string? OwnName => null;

    /// <summary>Whether the result is the first input's memory under another shape; such an operation computes nothing.</summary>
    internal virtual bool IsView => false;

    /// <summary>Whether the operation is a view and nothing else than the shape matters: under its input's own shape it is its
    /// input.</summary>
    internal virtual bool OnlyReshapes => false;

    /// <summary>Whether the result is the input's values repeated to a greater shape.</summary>
    internal virtual bool Repeats => false;

    /// <summary>How many of the last axes of the inputs the operation does not broadcast by itself; along all others it reads one value
    /// again and again where an input has an axis of size 1 or none. Null when it broadcasts along none.</summary>
    internal virtual int? AxesNotBroadcast => null;

    /// <summary>The factor c if the operation is c x, element by element; null when it is not.</summary>
    internal virtual T? ConstantFactor => null;

    /// <summary>1 if the operation is x + y, -1 if it is x - y, element by element; 0 when it is neither.</summary>
    internal virtual int SumSign => 0;

    /// <summary>The axes if the operation is the sum over them, which keeps them with size 1; null when it is not.</summary>
    internal virtual int[]? SummedAxes => null;

    /// <summary>How the operands stand if the operation is the product of matrices op(A) op(B), which may be taken in another order; null
    /// when it is not.</summary>
    internal virtual MatrixOrientation? Product => null;

    /// <summary>Whether <see cref="Compute"/> divides its work among a <see cref="ThreadTeam"/>: then each helper is given scratch memory
    /// of <see cref="ScratchLength"/> as well.</summary>
    internal virtual bool SharesWork => false;

    /// <summary>Whether <see cref="Compute"/> may write its result over an input that is as long: it reads each element just before it
    /// writes the one in its place, and none later.</summary>
    /// <param name="input">Which input.</param>
    internal virtual bool ReadsAlong(int input) => false;

    /// <summary>Whether each part of the result along the leading axis comes from the same part of each input alone, or from an input that
    /// has no such axis or one of size 1: then what is the same for all parts need be computed for one.</summary>
    /// <param name="output">The shape of the result.</param>
    internal virtual bool IsSeparateAlongLeadingAxis(Shape output) => false;

    /// <summary>An operation whose result, computed from an input, may be read in the place of that input without a change of this
    /// operation's result. Null when there is none.</summary>
    /// <param name="input">Which input.</param>
    internal virtual Operation<T>? StandIn(int input) => null;

    /// <summary>The operation that gives factor y, or D + factor y with D as a further input, for this operation's result y and to the same
    /// bits, without writing y; null when there is none, or it would not pay.</summary>
    /// <param name="inputs">The shapes of this operation's inputs.</param>
    /// <param name="output">The shape of its result.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="adds">Whether D is added.</param>
    internal virtual Operation<T>? WithSum(OperandShapes inputs, Shape output, T factor, bool adds) => null;

    /// <summary>How the operation is computed tile by tile, together with others; null when it is computed on whole arrays only.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the result.</param>
    internal virtual TileForm<T>? Tiles(OperandShapes inputs, Shape output) => null;
}
