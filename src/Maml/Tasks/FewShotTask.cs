using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A task with a support set to adapt on and a query set to judge by, as named tensors.</summary>
public static class FewShotTask
{
    /// <summary>A task of four tensors, under the names of <see cref="EpisodeNames"/>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="supportInputs">[shots, features...].</param>
    /// <param name="supportTargets">[shots, outputs...], or [shots] class numbers.</param>
    /// <param name="queryInputs">[queries, features...].</param>
    /// <param name="queryTargets">[queries, outputs...], or [queries] class numbers.</param>
    public static Parameters<T> Of<T>(Tensor<T> supportInputs, Tensor<T> supportTargets, Tensor<T> queryInputs, Tensor<T> queryTargets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
        [
            KeyValuePair.Create(EpisodeNames.SupportInputs, supportInputs),
            KeyValuePair.Create(EpisodeNames.SupportTargets, supportTargets),
            KeyValuePair.Create(EpisodeNames.QueryInputs, queryInputs),
            KeyValuePair.Create(EpisodeNames.QueryTargets, queryTargets),
        ]);

    /// <summary>A task with as many examples as others have, so that they are computed together: zeros behind its own, of weight 0; its own
    /// have weight 1, or that which they have.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="shots">The number of support examples that it is to have; at least as many as it has.</param>
    /// <param name="queries">The number of query examples that it is to have; at least as many as it has.</param>
    /// <returns>The same arrays, longer, and <see cref="EpisodeNames.SupportWeights"/> and
    /// <see cref="EpisodeNames.QueryWeights"/>.</returns>
    /// <exception cref="ArgumentException">It has more examples than that.</exception>
    /// <remarks>A loss by weights, and its gradients, are those of the task as it was, to rounding. Layers that compare the examples of a
    /// batch see the zeros all the same: normalization by the statistics of the batch is another one (docs/limitations.md).</remarks>
    public static Parameters<T> Padded<T>(Parameters<T> task, int shots, int queries)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(task);
        List<KeyValuePair<string, Tensor<T>>> padded = [];
        foreach ((string inputs, string targets, string weights, int count) in ((string, string, string, int)[])
            [
                (EpisodeNames.SupportInputs, EpisodeNames.SupportTargets, EpisodeNames.SupportWeights, shots),
                (EpisodeNames.QueryInputs, EpisodeNames.QueryTargets, EpisodeNames.QueryWeights, queries),
            ])
        {
            int own = (int)task[inputs].Lengths[0];
            if (count < own)
            {
                throw new ArgumentException($"A task is padded to as many examples as it has or more; '{inputs}' has {own}, got {count}.");
            }

            var ones = new T[own];
            Array.Fill(ones, T.One);
            padded.Add(KeyValuePair.Create(inputs, Longer(task[inputs], count)));
            padded.Add(KeyValuePair.Create(targets, Longer(task[targets], count)));
            padded.Add(
                KeyValuePair.Create(
                    weights, Longer(task.TryGet(weights, out Tensor<T>? given) ? given : Tensors.Wrap(ones, [own]), count)));
        }

        HashSet<string> names = [.. padded.Select(static entry => entry.Key)];
        return new(padded.Concat(task.Where(entry => !names.Contains(entry.Key))));
    }

    private static Tensor<T> Longer<T>(Tensor<T> tensor, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = Tensors.ShapeOf(tensor).With(0, count);
        var values = new T[shape.ElementCount];
        Tensors.CopyTo(tensor, values.AsSpan(0, (int)tensor.FlattenedLength));
        return Tensors.Wrap(values, shape);
    }

    extension<T>(Parameters<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The inputs of the support set: [shots, features...].</summary>
        public Tensor<T> SupportInputs => task[EpisodeNames.SupportInputs];

        /// <summary>The targets of the support set: [shots, outputs...], or [shots] class numbers.</summary>
        public Tensor<T> SupportTargets => task[EpisodeNames.SupportTargets];

        /// <summary>The inputs of the query set: [queries, features...].</summary>
        public Tensor<T> QueryInputs => task[EpisodeNames.QueryInputs];

        /// <summary>The targets of the query set: [queries, outputs...], or [queries] class numbers.</summary>
        public Tensor<T> QueryTargets => task[EpisodeNames.QueryTargets];
    }
}
