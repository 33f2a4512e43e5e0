using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests;

/// <summary>Numbers to test with, and sets of parameters as one vector.</summary>
internal static class Samples
{
    /// <summary>Numbers from the standard normal distribution.</summary>
    public static double[] Numbers(int count, string purpose)
    {
        RandomStream random = new(17, purpose);
        var values = new double[count];
        foreach (ref double value in values.AsSpan())
        {
            value = random.NextNormal();
        }

        return values;
    }

    /// <summary>An array on a tape, of standard normal numbers.</summary>
    public static Variable<double> Input(Tape<double> tape, Shape shape, string purpose = "input")
        => tape.Input(Numbers(shape.ElementCount, purpose), shape);

    /// <summary>Parameters of a module, all different from their usual zeros and ones; with a task axis if asked for.</summary>
    public static Parameters<double> Parameters(Module<double> module, int tasks = 0) => new(module.Parameters.Select(parameter =>
    {
        Shape shape = tasks == 0 ? parameter.Shape : parameter.Shape.Prepend(tasks);
        return KeyValuePair.Create(parameter.Name, Tensors.Wrap(Numbers(shape.ElementCount, parameter.Name), shape));
    }));

    /// <summary>The part of one task of parameters with a task axis.</summary>
    public static Parameters<double> OfTask(Parameters<double> parameters, int task) => new(parameters.Select(entry =>
    {
        Shape shape = Tensors.ShapeOf(entry.Value).Without(0);
        return KeyValuePair.Create(
            entry.Key, Tensors.Wrap(Tensors.ToArray(entry.Value)[(task * shape.ElementCount)..((task + 1) * shape.ElementCount)], shape));
    }));

    /// <summary>All elements, one parameter after the other.</summary>
    public static double[] Flatten(Parameters<double> parameters) => [.. parameters.SelectMany(entry => Tensors.ToArray(entry.Value))];

    /// <summary>The opposite of <see cref="Flatten"/>.</summary>
    public static Parameters<double> Unflatten(double[] values, Parameters<double> layout)
    {
        List<KeyValuePair<string, Tensor<double>>> entries = [];
        int start = 0;
        foreach ((string name, Tensor<double> tensor) in layout)
        {
            int length = (int)tensor.FlattenedLength;
            entries.Add(KeyValuePair.Create(name, Tensors.Wrap(values[start..(start + length)], Tensors.ShapeOf(tensor))));
            start += length;
        }

        return new Parameters<double>(entries);
    }

    /// <summary>A scalar that weighs every element of an array differently, so that no error in a derivative cancels.</summary>
    public static Variable<double> Weighted(Variable<double> array)
        => (array * array.Tape.Constant(Numbers(array.Shape.ElementCount, "weights of the output"), array.Shape)).Sum();
}
