using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The shapes of a task's four parts.</summary>
internal sealed record TaskShape(Shape SupportInputs, Shape SupportTargets, Shape QueryInputs, Shape QueryTargets)
{
    public static TaskShape Of<T>(FewShotTask<T> task) => new(
        Tensors.ShapeOf(task.SupportInputs), Tensors.ShapeOf(task.SupportTargets), Tensors.ShapeOf(task.QueryInputs), Tensors.ShapeOf(task.QueryTargets));

    /// <summary>Whether a task has these shapes; asked for every task of every meta-batch, so it makes no objects.</summary>
    public bool Fits<T>(FewShotTask<T> task)
        => Fits(SupportInputs, task.SupportInputs) && Fits(SupportTargets, task.SupportTargets)
            && Fits(QueryInputs, task.QueryInputs) && Fits(QueryTargets, task.QueryTargets);

    public override string ToString()
        => $"support {SupportInputs} with {SupportTargets}, query {QueryInputs} with {QueryTargets}";

    private static bool Fits<T>(Shape shape, Tensor<T> tensor)
    {
        if (tensor.Rank != shape.Rank)
        {
            return false;
        }

        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (tensor.Lengths[axis] != shape.Sizes[axis])
            {
                return false;
            }
        }

        return true;
    }
}
