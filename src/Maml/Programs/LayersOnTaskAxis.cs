using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Finds the layer of a net that mixes the tasks on the task axis.</summary>
internal static class LayersOnTaskAxis
{
    /// <summary>The first layer that computes something else of a task on the task axis than of the task alone; null if none does, or the
    /// adaptation is not of a net.</summary>
    /// <param name="adaptation">The net, and which of its parameters adapt.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="tasks">The tasks: all of a block, since a parameter that is matched with the examples is so by their numbers.</param>
    public static TaskAxisFault? Find<T>(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Looks(adaptation))
        {
            return null;
        }

        var net = (NetAdaptation<T>)adaptation;

        Parameters<T> theta = meta.Under(NetAdaptation<T>.NetPart);
        foreach (string name in (ReadOnlySpan<string>)[EpisodeNames.SupportInputs, EpisodeNames.QueryInputs])
        {
            // An adaptation that was derived may take other arrays; it is checked as a whole then.
            if (!tasks.Layout.Contains(name))
            {
                continue;
            }

            int array = tasks.Layout.PlaceOf(name);
            Tensor<T> inputs = Tensors.Create<T>(tasks.Array(array), tasks.Layout.Shapes[array].Prepend(tasks.Tasks));
            try
            {
                if (TaskAxisCheck<T>.Find(net.Net, theta, net.Adapts.Contains, inputs, Pass<T>.Evaluation.AtInnerStep(0)) is { } fault)
                {
                    return fault;
                }
            }
            catch (ArgumentException) when (tasks.Layout.Shapes[array].Rank > 0 && tasks.Layout.Shapes[array][0] == 1)
            {
                // Of a single example a layer that normalizes by the batch computes nothing, and says so where one is computed. It may as
                // well be normalized by the support set.
            }
        }

        return null;
    }

    /// <summary>Whether the layers are looked at one by one. A layer that keeps statistics wants them from the pass; such a net is checked
    /// as a whole, by its losses and directions.</summary>
    /// <param name="adaptation">The adaptation.</param>
    public static bool Looks<T>(Adaptation<T> adaptation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => adaptation is NetAdaptation<T> { Net.Statistics.Count: 0 };
}
