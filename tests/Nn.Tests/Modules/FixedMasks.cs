using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>A pass whose masks depend on the place in the mask only, so that one task of a batch gets what it gets alone.</summary>
/// <param name="task">The task, or -1 for all tasks on a leading axis.</param>
/// <param name="tasks">How many tasks there are.</param>
internal sealed class FixedMasks(int task, int tasks) : Pass<double>
{
    private int _asked;

    public override Variable<double>? DropoutMask(Tape<double> tape, Shape shape, double keep)
    {
        int all = task < 0 ? shape.ElementCount : shape.ElementCount * tasks;
        double[] mask = [.. Samples.Numbers(all, $"mask {_asked++}").Select(number => number > 0 ? 1 / keep : 0)];
        return tape.Constant(task < 0 ? mask : mask.AsSpan(task * shape.ElementCount, shape.ElementCount), shape);
    }
}
