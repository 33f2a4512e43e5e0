using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>R2-D2: a ridge regression from embedded support examples to their targets, in closed form; its regularization, and scale and
/// shift of what it predicts, are learned along with the embedding.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>W = X'(XX' + lambda I)^-1 Y, prediction a f(q) W + b, loss = L_query, differentiated by f, log lambda, a and b through the
/// solution. See <see cref="RidgeAdaptation{T}"/>. Measure, for classes: <c>accuracy</c>. Source: Bertinetto, Henriques, Torr and Vedaldi,
/// Meta-learning with differentiable closed-form solvers, 2019.</remarks>
public sealed class R2D2<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner for classes.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="regularization">Where lambda starts; above 0.</param>
    /// <param name="scale">Where a starts.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public R2D2(Module<T> embedding, int ways, double regularization = 1, double scale = 1)
        : base("r2d2", new RidgeAdaptation<T>(embedding, ways, regularization, scale), new Unrolled<T>(0))
    {
    }

    /// <summary>Describes the learner for targets that are numbers.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="loss">The loss of the queries.</param>
    /// <param name="outputs">How many numbers a target has; at least 1.</param>
    /// <param name="regularization">Where lambda starts; above 0.</param>
    /// <param name="scale">Where a starts.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public R2D2(Module<T> embedding, LossFunction<T> loss, int outputs, double regularization = 1, double scale = 1)
        : base("r2d2", new RidgeAdaptation<T>(embedding, loss, outputs, regularization, scale), new Unrolled<T>(0))
    {
    }
}
