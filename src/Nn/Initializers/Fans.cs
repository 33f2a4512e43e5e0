using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The number of inputs that reach one output of a weight, and of outputs that one input reaches.</summary>
internal readonly record struct Fans(double In, double Out)
{
    public static Fans Of(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank < 2)
        {
            throw new ArgumentException(
                $"Fan-in and fan-out are defined for [out, in, ...], got the shape {shape}: for a bias, choose an " +
                "initializer that doesn't need them, such as Constant, or FanInUniform with the fan-in of its weight.",
                nameof(shape));
        }

        double receptiveField = 1;
        foreach (int size in shape.Sizes[2..])
        {
            receptiveField *= size;
        }

        return new Fans(shape[1] * receptiveField, shape[0] * receptiveField);
    }
}
