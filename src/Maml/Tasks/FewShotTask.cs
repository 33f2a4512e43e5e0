using System.Numerics.Tensors;

namespace AutogradMaml.Maml;

/// <summary>One task: a support set to adapt on and a query set to judge the adapted net by.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="SupportInputs">[shots, features...].</param>
/// <param name="SupportTargets">[shots, outputs...], or [shots] class numbers.</param>
/// <param name="QueryInputs">[queries, features...].</param>
/// <param name="QueryTargets">[queries, outputs...], or [queries] class numbers.</param>
public sealed record FewShotTask<T>(Tensor<T> SupportInputs, Tensor<T> SupportTargets, Tensor<T> QueryInputs, Tensor<T> QueryTargets)
{
    /// <summary>The task in words: the shapes.</summary>
    public override string ToString() => $"{TaskShape.Of(this)}";
}
