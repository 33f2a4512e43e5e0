using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>Near the optimum of a support loss with a strong proximal term.</summary>
internal sealed class IMamlRow : LearnerRow
{
    private const int NewtonSteps = 8;
    private const int Turns = 40;

    // The optimum is the same one, and so is everything at it.
    private static readonly LearnerProblem HessianFree = LearnerProblem.Sine with { Name = "sine, Hessian-free" };

    public override Type Of => typeof(IMaml<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, HessianFree, ImplicitRow.WithoutNormalization];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    // Conjugate gradients end when the residual is rounding, and the matrix is solved to rounding times its condition.
    public override double Tolerance => 1e-9;

    public override string ComparedWith
        => "The gradient of the query loss less (d^2 S / d theta dx)' H^-1 of it, the Hessian H of the support loss with its proximal " +
                "term S formed column by column and solved.";

    public override Learner<double> Make(LearnerProblem problem) => problem.Name == HessianFree.Name
        ? IMaml<double>.HessianFree(
            problem.Net, problem.Loss, NewtonSteps, ImplicitRow.Lambda, Turns, new Implicit<double>(NewtonSteps, Turns))
        : new IMaml<double>(
            problem.Net, problem.Loss, ImplicitRow.Steps, StepSizes<double>.Constant(ImplicitRow.StepSize), ImplicitRow.Lambda,
            new Implicit<double>(ImplicitRow.Steps, Turns));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
        => ImplicitRow.AtTheOptimum(problem, meta, task);
}
