using System.Globalization;
using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>1 at the place that the element names along a new last axis, 0 elsewhere. Constant as far as derivatives go.</summary>
internal sealed class OneHotOperation<T>(int classes) : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"one-hot({classes})";

    internal override object? Constants => classes;

    internal override OperationDescription? Description => new OperationDescription("one-hot");

    public override Shape OutputShape(OperandShapes inputs) => Shape.Create([.. inputs[0].Sizes, classes]);

    public override void Compute(ComputeContext<T> context)
    {
        ReadOnlySpan<T> labels = context.Input(0);
        context.Output.Clear();
        for (int i = 0; i < labels.Length; i++)
        {
            T label = labels[i];
            if (!(T.IsInteger(label) && label >= T.Zero && label < T.CreateChecked(classes)))
            {
                throw new ArgumentOutOfRangeException(
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Got label {label} at element {i}, expected a class number: a whole number from 0 to {classes - 1} for " +
                        $"{classes} classes."));
            }

            context.Output[(i * classes) + int.CreateChecked(label)] = T.One;
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>Class numbers as rows of one-hot vectors: a new last axis with 1 at the class and 0 elsewhere.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An element is not a whole number from 0 to classes - 1.</exception>
    public Variable<T> OneHot(int classes) => Tape.Apply(new OneHotOperation<T>(classes), this);
}
