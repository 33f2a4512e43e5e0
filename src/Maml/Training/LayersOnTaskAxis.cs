using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Refuses a layer that mixes the tasks on the task axis.</summary>
internal static class LayersOnTaskAxis
{
    /// <summary>Throws if a layer computes something else of a task on the task axis than of the task alone.</summary>
    /// <param name="innerLoop">The net, and which of its parameters adapt.</param>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">The tasks, of the same shapes.</param>
    /// <param name="adapts">Whether tasks have parameters of their own at all.</param>
    /// <param name="remedy">What to do, if there is anything but to mend the layer.</param>
    /// <exception cref="InvalidOperationException">A layer does so; the message names it.</exception>
    public static void Require<T>(
        InnerLoop<T> innerLoop, Parameters<T> metaParameters, FewShotTask<T>[] tasks, bool adapts, string remedy = "")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameters<T> theta = new(metaParameters.Take(innerLoop.Model.Parameters.Count));
        Require(innerLoop, theta, Stacked(tasks, static task => task.SupportInputs), adapts, remedy);
        if (Tensors.ShapeOf(tasks[0].QueryInputs) != Tensors.ShapeOf(tasks[0].SupportInputs))
        {
            Require(innerLoop, theta, Stacked(tasks, static task => task.QueryInputs), adapts, remedy);
        }
    }

    private static void Require<T>(InnerLoop<T> innerLoop, Parameters<T> theta, Tensor<T> inputs, bool adapts, string remedy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TaskAxisFault? fault = TaskAxisCheck<T>.Find(
            innerLoop.Model, theta, name => adapts && innerLoop.Adapts(name), inputs, InnerLoop<T>.PassAt(0));
        if (fault is not null)
        {
            throw new InvalidOperationException($"{fault}{remedy}");
        }
    }

    private static Tensor<T> Stacked<T>(FewShotTask<T>[] tasks, Func<FewShotTask<T>, Tensor<T>> part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = Tensors.ShapeOf(part(tasks[0]));
        var values = new T[tasks.Length * shape.ElementCount];
        for (int k = 0; k < tasks.Length; k++)
        {
            Tensors.CopyTo(part(tasks[k]), values.AsSpan(k * shape.ElementCount, shape.ElementCount));
        }

        return Tensors.Wrap(values, shape.Prepend(tasks.Length));
    }
}
