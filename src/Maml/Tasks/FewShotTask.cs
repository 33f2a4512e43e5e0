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
