using System.Numerics;
using AutogradMaml.Benchmarks.Mixtures;
using AutogradMaml.Benchmarks.Work;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases of programs by themselves: <c>hess/full</c> is <see cref="UnitHessianWork{T}"/>, <c>hess/full_directions</c> and
/// <c>hess/hvp</c> are <see cref="HessianWork{T}"/>, <c>elementwise/</c> is <see cref="ElementwiseWork"/>, and <c>start/sin_exact_1</c>
/// records and plans the sinusoid step once more in a process that has done so before (<c>start-once</c> tells what the first time
/// takes); <c>adbench/gmm</c> is the gradient of <see cref="MixtureWork"/>, <c>adbench/objective</c> its value alone.</summary>
internal static class ProgramCases
{
    public static IReadOnlyList<TimedCase> All { get; } =
    [
        new("hess/hvp_f32", () => Hessian<float>(whole: false)),
        new("hess/hvp_f64", () => Hessian<double>(whole: false)),
        new("hess/full_f32", UnitHessian<float>),
        new("hess/full_f64", UnitHessian<double>),
        new("hess/full_directions_f32", () => Hessian<float>(whole: true)),
        new("hess/full_directions_f64", () => Hessian<double>(whole: true)),
        new("elementwise/add_kernel", () => Elementwise(static work => work.Kernel)),
        new("elementwise/add_eager", () => Elementwise(static work => work.Eager)),
        new("elementwise/add_replayed", () => Elementwise(static work => work.Replayed)),
        new("start/sin_exact_1", Start),
        .. from size in MixturesCommand.Sizes
           from withGradient in (bool[])[true, false]
           select new TimedCase(
               $"adbench/{(withGradient ? "gmm" : "objective")}_d{size.Dimensions}_K{size.Components}", () => Mixture(size, withGradient)),
    ];

    private static TimedWork Mixture((int Dimensions, int Components) size, bool withGradient)
    {
        MixtureProblem problem = MixturesCommand.Drawn(size);
        MixtureWork work = new(problem, withGradient);
        return new TimedWork(work.Step, work, Operations: MixtureWork.ProductOperations(problem, withGradient));
    }

    private static TimedWork Hessian<T>(bool whole)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HessianWork<T> work = new(whole);
        return new TimedWork(work.Step, work);
    }

    private static TimedWork UnitHessian<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        UnitHessianWork<T> work = new();
        return new TimedWork(work.Step, work);
    }

    private static TimedWork Elementwise(Func<ElementwiseWork, Action> choose)
    {
        ElementwiseWork work = new();
        return new TimedWork(choose(work), work, ElementwiseWork.Times);
    }

    private static TimedWork Start()
        => new(static () => StartWork.Once(), new MemoryStream());
}
