using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Diagnostics;

public class InnerLoopInstrumentTests
{
    private static readonly QuadraticTasks<double> Tasks = new(Known.Tasks(3));
    private static readonly Parameters<double> Start = Known.At(0.5, -1, 0.3, 0.8);

    [Fact]
    public void The_curvature_of_a_quadratic_is_that_of_its_matrix_before_and_after()
    {
        InnerCurvature curvature = InnerCurvature.Measure(new Maml<double>(Known.Adaptation(), 2), Tasks, Start, 1, 3, turns: 200);
        foreach (Extremes one in curvature.Before.Concat(curvature.After))
        {
            Near.Close(0.5, one.Least, 1e-9);
            Near.Close(8, one.Greatest, 1e-9);
        }

        Assert.Contains("before adaptation", curvature.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(curvature.ToJson());
        Assert.Equal(3, json.RootElement.GetProperty("after").GetArrayLength());
    }

    [Fact]
    public void The_curvature_of_a_net_has_the_ends_of_the_whole_Hessian()
    {
        // Indefinite away from an optimum, so that both signs are met; against the Hessian of the tape, whose trace of powers bounds them.
        Sequential<double> net = new(new Linear<double>(1, 2), Activations.Tanh<double>(), new Linear<double>(2, 1));
        Maml<double> learner = new(net, Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.01));
        SinusoidTasks<double> tasks = new(5, 5);
        Parameters<double> meta = learner.Initialize(3);
        Extremes found = InnerCurvature.Measure(learner, tasks, meta, 2, 1, turns: 2000).Before[0];
        using Tape<double> tape = new();
        Parameters<double> task = tasks.Sample(2, 0);
        Variables<double> theta = meta.Under("net").On(tape);
        Variable<double> loss = Loss.MeanSquaredError(net.Forward(theta, tape.Input(task.SupportInputs)), tape.Input(task.SupportTargets));
        int n = (int)meta.ElementCount;
        (double least, double greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int trial = 0; trial < 400; trial++)
        {
            RandomStream random = new(9, "direction", trial);
            Variables<double> v = theta.Map(value => tape.Constant(
                [.. Enumerable.Range(0, value.Shape.ElementCount).Select(_ => random.NextNormal())], value.Shape));
            double quotient = tape.HessianVectorProduct(loss, theta, v).Dot(v).Scalar / v.Dot(v).Scalar;
            (least, greatest) = (Math.Min(least, quotient), Math.Max(greatest, quotient));
        }

        Assert.Equal(7, n);
        Assert.True(found.Least <= least && found.Greatest >= greatest, $"{found} does not hold {least} to {greatest}.");
        Assert.True(found.Least < 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Growth_on_a_quadratic_is_a_power_of_each_factor(int steps)
    {
        // |1 - 0.2 a| for the four curvatures: 0.9, 0.7, 0.4, 0.6.
        InnerGrowth growth = InnerGrowth.Measure(new Maml<double>(Known.Adaptation(), steps), Tasks, Start, 1, 2, turns: 200);
        Assert.Equal(steps, growth.Steps.Count);
        Near.Close(Math.Pow(0.9, steps), growth.Whole.Greatest, 1e-8);
        Near.Close(Math.Pow(0.4, steps), growth.Whole.Least, 1e-6);
        foreach (Extremes step in growth.Steps)
        {
            Near.Close(0.9, step.Greatest, 1e-8);
            Near.Close(0.4, step.Least, 1e-6);
        }
    }

    [Fact]
    public void The_last_steps_alone_stretch_by_a_lower_power()
    {
        InnerGrowth growth = InnerGrowth.Measure(
            new Maml<double>(Known.Adaptation(0.3), 3), Tasks, Start, 1, 1, turns: 60, differentiated: [1, 2, 3]);
        Assert.Equal([1, 2, 3], growth.Truncated.Select(static one => one.Steps));
        foreach (TruncatedGrowth one in growth.Truncated)
        {
            Near.Close(Math.Pow(1.4, one.Steps), one.Values.Greatest, 1e-8);
        }

        Assert.Equal(growth.Whole, growth.Truncated[2].Values);
        Assert.Contains("the last 2 steps alone", growth.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(growth.ToJson());
        Assert.Equal(3, json.RootElement.GetProperty("truncated").GetArrayLength());
        Assert.Contains("the last 1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => InnerGrowth.Measure(
            new Maml<double>(Known.Adaptation(), 3), Tasks, Start, 1, 1, differentiated: [4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beyond_two_over_the_curvature_growth_explodes_and_momentum_is_carried_along()
    {
        InnerGrowth growth = InnerGrowth.Measure(new Maml<double>(Known.Adaptation(0.3), 4), Tasks, Start, 1, 1, turns: 200);
        Near.Close(Math.Pow(1.4, 4), growth.Whole.Greatest, 1e-8);

        // (w, v) -> (w - alpha v', v') with v' = m v + a w: the largest over the curvatures of the upper left of the power.
        InnerGrowth momentum = InnerGrowth.Measure(new Maml<double>(Known.Adaptation(0.1, new Sgd<double>(0.5)), 3), Tasks, Start, 1,
            1, turns: 400);
        double[] factors = [.. Known.Curvatures.Select(static a =>
        {
            (double w, double v) = (1, 0);
            for (int k = 0; k < 3; k++)
            {
                v = (0.5 * v) + (a * w);
                w -= 0.1 * v;
            }

            return Math.Abs(w);
        })];
        Near.Close(factors.Max(), momentum.Whole.Greatest, 1e-7);
        Near.Close(factors.Min(), momentum.Whole.Least, 1e-4);
        Assert.Contains("step 3", momentum.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(momentum.ToJson());
        Assert.Equal(3, json.RootElement.GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public void Alignment_is_the_cosine_of_A_d_with_d_and_a_long_descent_finds_the_optimum()
    {
        double[] w = [0.5, -1, 0.3, 0.8];
        double[] expected = [.. Tasks.Tasks.Select(task => Cosine(
            [.. w.Select((value, k) => Known.Curvatures[k] * (task.Optimum[k] - value))],
                [.. w.Select((value, k) => task.Optimum[k] - value)]))];
        Maml<double> learner = new(Known.Adaptation(), 1);
        InnerAlignment told = InnerAlignment.Measure(learner, Tasks, Start, 1, 3, number
            => Known.At([.. Tasks.Tasks[(int)number.Index].Optimum]));
        InnerAlignment found = InnerAlignment.Measure(learner, Tasks, Start, 1, 3);
        Near.Close(expected.Average(), told.WithOptimum.Value, 1e-12);
        Near.Close(told.WithOptimum.Value, found.WithOptimum.Value, 1e-6);
        double[][] gradients = [.. Tasks.Tasks.Select(task => w.Select(
            (value, k) => Known.Curvatures[k] * (value - task.Optimum[k])).ToArray())];
        Near.Close((Cosine(gradients[0], gradients[1]) + Cosine(gradients[1], gradients[2]) + Cosine(gradients[2], gradients[0])) / 3,
            told.BetweenTasks.Value, 1e-12);
        using JsonDocument json = JsonDocument.Parse(told.ToJson());
        Assert.Equal(3, json.RootElement.GetProperty("tasks").GetInt32());
    }

    [Fact]
    public void Along_a_training_alignment_is_that_of_each_state()
    {
        MetaSgd<double> learner = new(new Linear<double>(4, 1, bias: false), Loss.MeanSquaredError, 1, 0.02);
        Trainer<double> trainer = new(new() { Learner = learner, Tasks = Tasks, Iterations = 300, MetaBatch = 3, OuterStepSize = 1e-2 });
        Parameters<double> Optimum(TaskNumber number) => Known.At([.. Tasks.Tasks[(int)number.Index].Optimum]);
        InnerAlignmentCourse<double> course = new(learner, Tasks, 1, 3, Optimum);
        course.Look(trainer.Start());
        List<TrainingState<double>> states = [trainer.Start()];
        trainer.Run(trainer.Start(), new() { VisitEvery = 100, Threads = 1 }, state =>
        {
            course.Look(state);
            states.Add(state);
        });
        Assert.Equal([0, 100, 200, 300], course.Points.Select(static point => point.Iteration));
        foreach (((_, InnerAlignment seen), TrainingState<double> state) in course.Points.Zip(states))
        {
            Assert.Equal(InnerAlignment.Measure(learner, Tasks, state.MetaParameters, 1, 3, Optimum).WithOptimum, seen.WithOptimum);
        }

        // A size for each number learns one over the curvature, and so to point to the optimum.
        Assert.True(course.Points[^1].Alignment.WithOptimum.Value > course.Points[0].Alignment.WithOptimum.Value + 0.03, $"{course}");
        Assert.Contains("iteration", course.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(course.ToJson());
        Assert.Equal(4, json.RootElement.GetProperty("points").GetArrayLength());
    }

    [Fact]
    public void Without_inner_steps_there_is_nothing_to_look_at()
    {
        JointTraining<double> joint = new(new Linear<double>(4, 1, bias: false), Loss.MeanSquaredError);
        Assert.Contains("no inner steps", Assert.Throws<ArgumentException>(() => InnerCurvature.Measure(joint, Tasks, Start, 1, 3))
            .Message, StringComparison.Ordinal);
    }

    private static double Cosine(double[] a, double[] b)
        => a.Zip(b, static (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(static x => x * x) * b.Sum(static x => x * x));
}
