using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

public class MrMamlTests
{
    private const string Head = "4";

    private static readonly Module<double> Net = Nets.Tanh<double>(2, 2);

    private static readonly Parameters<double>[] Tasks = new RandomTasks<double>(5, 6, 2, 2).First(2);

    [Fact]
    public void The_information_is_the_mean_over_draws_of_the_logarithm_of_the_ratio_of_densities()
    {
        MrMaml<double> learner = Make(beta: 1, deviation: 0.5);
        Parameters<double> meta = learner.Initialize(3);
        using Tape<double> tape = new();
        MetaOutcome<double> outcome = learner.Compute(meta.On(tape), TaskBatch<double>.Of(Tasks).On(tape));
        double[] told = outcome.Measures.Single(static measure => measure.Name == "information").Values.ToArray();
        Assert.Equal(told[0], told[1]);

        // By quadrature of each weight's own integral.
        double expected = 0;
        foreach (double mean in meta.Under("log_variance").Names.SelectMany(name => Tensors.ToArray(meta[$"net.{name}"])))
        {
            const double Step = 1e-3;
            for (double z = -9; z < 9; z += Step)
            {
                double w = mean + (0.5 * z);
                expected += Step * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * ((w * w / 2) - (z * z / 2) - Math.Log(0.5));
            }
        }

        Near.Close(expected, told[0], 1e-9);
        Near.Close(
            Make(beta: 0, deviation: 0.5).Numbers(meta, Tasks).Losses.Select(loss => loss + told[0]).ToArray(),
            learner.Numbers(meta, Tasks).Losses,
            1e-13);
    }

    [Fact]
    public void Each_task_and_iteration_has_its_own_draw_which_holds_through_all_its_steps()
    {
        MrMaml<double> learner = Make(beta: 0.1, deviation: 0.5);
        Parameters<double> meta = learner.Initialize(3);
        TaskBatch<double> twice = TaskBatch<double>.Of(Tasks[0], Tasks[0]);
        double[] drawn = After(twice, steps: 0);
        int half = drawn.Length / 2;
        Assert.NotEqual(drawn[..half], drawn[half..]);
        Assert.Equal(drawn, After(twice, steps: 3));
        twice.SetKey(0, 0, 1, 0);
        twice.SetKey(1, 0, 1, 1);
        Assert.NotEqual(drawn, After(twice, steps: 0));

        double[] After(TaskBatch<double> tasks, int steps)
        {
            using Tape<double> tape = new();
            Episode<double> episode = tasks.On(tape);
            InnerCourse<double> course = new(learner.Adaptation, meta.On(tape), episode, detached: true, DerivativeUse.Differentiable);
            Variables<double> x = course.Start();
            for (int k = 0; k < steps; k++)
            {
                x = course.Step(x, new(episode, k));
            }

            return x["net.0.weight"].ToArray();
        }
    }

    [Fact]
    public void Evaluated_it_is_at_the_means_and_pays_nothing()
    {
        MrMaml<double> learner = Make(beta: 10, deviation: 0.5);
        Parameters<double> meta = learner.Initialize(3);
        RandomTasks<double> tasks = new(5, 6, 2, 2);
        using Evaluator<double> evaluator = new(learner);
        using Evaluator<double> plain = new(new Anil<double>(Net, Loss.MeanSquaredError, Head, 3, StepSizes<double>.Constant(0.1)));
        AdaptationCurve curve = evaluator.Evaluate(meta, tasks, 9, 4);
        AdaptationCurve expected =
            plain.Evaluate(new(meta.Where(static entry => entry.Key.StartsWith("net.", StringComparison.Ordinal))), tasks, 9, 4);
        for (int steps = 0; steps <= 3; steps++)
        {
            Near.Close(expected.Losses[steps], curve.Losses[steps], 1e-14);
        }

        Assert.NotEqual(learner.Adaptation.Description, learner.Tested.Description);
    }

    [Fact]
    public void As_the_deviations_vanish_the_direction_is_that_of_ANIL_and_the_prior_s()
    {
        MrMaml<double> learner = Make(beta: 0.25, deviation: 1e-9);
        Parameters<double> meta = learner.Initialize(3);
        Parameters<double> direction = learner.Numbers(meta, Tasks).Direction;
        Parameters<double> net = new(meta.Where(static entry => entry.Key.StartsWith("net.", StringComparison.Ordinal)));
        Parameters<double> exact =
            new Anil<double>(Net, Loss.MeanSquaredError, Head, 3, StepSizes<double>.Constant(0.1)).Numbers(net, Tasks).Direction;
        foreach (string name in net.Names)
        {
            // Of two tasks, each with beta m.
            double[] means = Tensors.ToArray(meta[name]);
            double ofPrior = name.StartsWith($"net.{Head}.", StringComparison.Ordinal) ? 0 : 2 * 0.25;
            double[] expected = [.. Tensors.ToArray(exact[name]).Zip(means, (value, mean) => value + (ofPrior * mean))];
            Near.Close(expected, Tensors.ToArray(direction[name]), 1e-7);
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Contains(
            "lets all parameters adapt",
            Assert.Throws<ArgumentException>(
                () => new MrMaml<double>(Net, Loss.MeanSquaredError, Selection.All, 1, StepSizes<double>.Constant(0.1), 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(beta: -1, deviation: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(beta: double.NaN, deviation: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(beta: 1, deviation: 0));
    }

    private static MrMaml<double> Make(double beta, double deviation)
        => new(Net, Loss.MeanSquaredError, Selection.Only(Head), 3, StepSizes<double>.Constant(0.1), beta, deviation);
}
