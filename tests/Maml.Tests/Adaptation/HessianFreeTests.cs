using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Catalogue;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Steps of Newton without a Hessian, and iMAML with them and with the numbers of its paper.</summary>
public class HessianFreeTests
{
    private static readonly LearnerProblem Sine = LearnerProblem.Sine;

    private static readonly Parameters<double> Points = FewShotTask.Of(
        Tensors.Create<double>([1, 0, 2, 1, -1, 3, 0.5, 0.5], [4, 2]),
        Tensors.Create<double>([1, -2, 0.5, 3], [4, 1]),
        Tensors.Create<double>([2, 1], [1, 2]),
        Tensors.Create<double>([1], [1, 1]));

    [Fact]
    public void A_parabola_is_at_its_optimum_after_one_step_with_as_many_turns_as_it_has_dimensions()
    {
        Learner<double> learner = IMaml<double>.HessianFree(
            new Linear<double>(2, 1), Loss.MeanSquaredError, steps: 1, proximal: 0.7, turns: 3);
        Parameters<double> meta = learner.Initialize(4);
        AdaptedLearner<double> adapted = learner.Adapt(meta, Points);
        Assert.InRange(Distance(learner, meta, Points), 0, 1e-13);
        Assert.InRange(
            Distance(
                IMaml<double>.HessianFree(new Linear<double>(2, 1), Loss.MeanSquaredError, steps: 1, proximal: 0.7, turns: 1), meta,
                Points),
            1e-3, 10);

        // (2 X'X / n + lambda) w = 2 X'y / n + lambda theta, with a column of ones for the bias.
        double[][] x = [[1, 0, 1], [2, 1, 1], [-1, 3, 1], [0.5, 0.5, 1]];
        double[] y = [1, -2, 0.5, 3];
        double[] theta = Flat.Of(meta);
        double[] w = Flat.Of(adapted.Adapted);
        double[] slopes = [.. Enumerable.Range(0, 3).Select(
            row => Enumerable.Range(0, 4).Sum(k => 2 * x[k][row] * (x[k].Zip(w, static (a, b) => a * b).Sum() - y[k]) / 4))];
        Near.Close(
            [.. theta.Select(static value => 0.7 * value)], [.. w.Zip(slopes, static (value, slope) => (0.7 * value) + slope)], 1e-13);
    }

    [Fact]
    public void Where_the_Hessian_changes_along_the_way_a_step_of_all_turns_is_still_that_of_Newton()
    {
        // Products along directions that come from products before: those depend on x, and the Hessian does not on them.
        // At theta the proximal term adds lambda to the Hessian's diagonal, which then curves upwards, and nothing to the gradient.
        const double Proximal = 5;
        Sequential<double> net = new(new Linear<double>(2, 1), Activations.Tanh<double>());
        HessianFreeAdaptation<double> newton = new(net, Loss.MeanSquaredError, turns: 3, proximal: Proximal);
        Learner<double> learner = new("newton", newton, new FirstOrder<double>(1));
        Parameters<double> meta = learner.Initialize(4);
        double[] found = Flat.Of(learner.Adapt(meta, Points).Adapted);

        using Tape<double> tape = new();
        Variable<double> theta = tape.Input(Flat.Of(meta), [3]);
        Variable<double> prediction = (tape.Input(Points.SupportInputs).MatMul(theta.Slice(0, 0, 2).Reshape([2, 1])) + theta.At(0, 2))
            .Tanh();
        Variable<double> loss = (prediction - tape.Input(Points.SupportTargets)).Square().Mean();
        Variable<double> identity = tape.Ones([3]).FromDiagonal();
        Variable<double> hessian = Variable.Stack<double>(
            [.. Enumerable.Range(0, 3).Select(k => tape.HessianVectorProduct(loss, theta, identity.At(0, k)))], 0);
        Variable<double> step = (hessian + (Proximal * identity)).Solve(tape.Gradient(loss, theta).InsertAxis(-1)).Reshape([3]);
        Near.Close((theta - step).ToArray(), found, 1e-13);
    }

    [Fact]
    public void A_step_that_would_go_up_is_shortened_and_none_goes_up()
    {
        // The logarithm of cosh is flat far out, and a step of Newton there goes many times too far.
        LossFunction<double> flat = static (prediction, target, taskAxes)
            => ((prediction - target).Exp() + (target - prediction).Exp()).Log()
                .Mean([.. Enumerable.Range(taskAxes, prediction.Shape.Rank - taskAxes)]);
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([1], [1, 1]), Tensors.Create<double>([0], [1, 1]), Tensors.Create<double>([1], [1, 1]),
            Tensors.Create<double>([0], [1, 1]));
        Parameters<double> meta = new([KeyValuePair.Create("net.weight", Tensors.Create<double>([2], [1, 1]))]);
        Linear<double> line = new(1, 1, bias: false);
        double W(int trials, int steps) => Tensors.ToArray(
            new Learner<double>("newton", new HessianFreeAdaptation<double>(line, flat, turns: 1, trials), new FirstOrder<double>(steps))
                .Adapt(meta, task).Adapted["net.weight"])[0];
        double full = Math.Tanh(2) / (1 - (Math.Tanh(2) * Math.Tanh(2)));
        Assert.Equal(2, W(trials: 2, steps: 1));
        Near.Close(2 - (full / 4), W(trials: 3, steps: 1), 1e-13);
        Assert.InRange(Math.Abs(W(trials: 8, steps: 6)), 0, 1e-8);
    }

    [Fact]
    public void Where_the_loss_does_not_curve_upwards_a_step_goes_along_the_gradient()
    {
        LossFunction<double> hill = static (prediction, target, taskAxes) => (prediction - target).Cos()
            .Mean([.. Enumerable.Range(taskAxes, prediction.Shape.Rank - taskAxes)]);
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([1], [1, 1]), Tensors.Create<double>([0], [1, 1]), Tensors.Create<double>([1], [1, 1]),
            Tensors.Create<double>([0], [1, 1]));
        Parameters<double> meta = new([KeyValuePair.Create("net.weight", Tensors.Create<double>([0.5], [1, 1]))]);
        Learner<double> learner = new(
            "newton", new HessianFreeAdaptation<double>(new Linear<double>(1, 1, bias: false), hill), new FirstOrder<double>(1));
        Near.Close(0.5 + Math.Sin(0.5), Tensors.ToArray(learner.Adapt(meta, task).Adapted["net.weight"])[0], 1e-14);
    }

    [Fact]
    public void Unrolled_through_its_steps_it_is_confirmed_by_differences()
    {
        HessianFreeAdaptation<double> adaptation = new(Sine.Net, Sine.Loss, turns: 2, trials: 3, proximal: 0.8);
        Learner<double> learner = new("newton", adaptation, new Unrolled<double>(1));
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, learner.Initialize(2), Sine.Tasks.Batch(5, 0, 2));
        Assert.True(certificate.Check.Passed, certificate.ToString());
        Assert.All(certificate.Layers, layer => Assert.True(layer.Confirmed, certificate.ToString()));
    }

    [Fact]
    public void Tasks_search_each_by_itself()
    {
        Learner<double> learner = new("newton", new HessianFreeAdaptation<double>(Sine.Net, Sine.Loss), new FirstOrder<double>(2));
        Parameters<double> meta = learner.Initialize(2);
        Parameters<double>[] tasks = [.. Enumerable.Range(0, 5).Select(index => Sine.Tasks.Sample(5, index))];
        Near.Close([.. tasks.Select(task => learner.Numbers(meta, task).Losses[0])], learner.Numbers(meta, tasks).Losses, 1e-11);
    }

    [Fact]
    public void The_numbers_of_the_paper_on_Omniglot()
    {
        Linear<float> net = new(4, 20);
        IMaml<float> few = IMaml<float>.ForOmniglot(net, 5, StepSizes<float>.Constant(0.1));
        IMaml<float> many = IMaml<float>.ForOmniglot(net, 20, StepSizes<float>.Constant(0.1));
        Assert.Equal((16, 25), (few.GradientIn(0).Steps, many.GradientIn(0).Steps));
        Implicit<float>[] ways = [.. new[] { few, many }.Select(static learner => Assert.IsType<Implicit<float>>(learner.GradientIn(0)))];
        Assert.All(ways, static way => Assert.Equal((5, 24 - 0.14), (way.Turns, way.Damping)));
        Assert.All(
            [few, many], static learner => Assert.Contains(", proximal 0.14", learner.Adaptation.Description, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(static () => IMaml<float>.OmniglotSteps(1));
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new HessianFreeAdaptation<double>(Sine.Net, Sine.Loss, turns: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new HessianFreeAdaptation<double>(Sine.Net, Sine.Loss, trials: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new HessianFreeAdaptation<double>(Sine.Net, Sine.Loss, proximal: -1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => IMaml<double>.HessianFree(Sine.Net, Sine.Loss, 2, proximal: 0));
        LearnerProblem kept = LearnerProblem.GlyphsWithRunningStatistics;
        Assert.Contains(
            "keeps running statistics", Assert.Throws<ArgumentException>(
                () => new HessianFreeAdaptation<double>(kept.Net, kept.Loss)).Message, StringComparison.Ordinal);
    }

    private static double Distance(Learner<double> learner, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        MetaOutcome<double> outcome = learner.Compute(meta.On(tape), TaskBatch<double>.Of(task).On(tape));
        return outcome.Measures.Single(static measure => measure.Name == Implicit<double>.Distance).Values.Values[0];
    }
}
