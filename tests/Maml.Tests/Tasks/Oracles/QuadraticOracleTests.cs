using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

public class QuadraticOracleTests
{
    private const int Dimensions = 3;
    private const double StepSize = 0.2;
    private const double Proximal = 0.7;

    private static readonly Linear<double> Net = new(Dimensions, 1, bias: false);
    private static readonly QuadraticTask[] Five = [.. Enumerable.Range(0, 5)
        .Select(index => QuadraticTask.Random(Dimensions, 0.5, 2, 7, index))];

    private static NetAdaptation<double> Adaptation => new(Net, Loss.MeanSquaredError, StepSizes<double>.Constant(StepSize));

    public static TheoryData<string, int> Ways => new()
    {
        { "maml", 1 }, { "maml", 3 }, { "adjoint", 3 }, { "fomaml", 1 }, { "fomaml", 3 }, { "reptile", 1 }, { "reptile", 4 },
            { "joint", 1 }, { "imaml", 200 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Trained_on_all_tasks_each_way_ends_where_its_formula_says(string way, int steps)
    {
        QuadraticOracle oracle = new(Five, StepSize, steps);
        (Learner<double> learner, double[] expected) = way switch
        {
            "maml" => (new Maml<double>(Adaptation, steps), oracle.Maml()),
            "adjoint" => (new Maml<double>(Adaptation, new TrajectoryAdjoint<double>(steps)), oracle.Maml()),
            "fomaml" => (new FirstOrderMaml<double>(Adaptation, steps), oracle.FirstOrderMaml()),
            "reptile" => (new Reptile<double>(Adaptation, steps), oracle.Reptile()),
            "imaml" => (new IMaml<double>(Net, Loss.MeanSquaredError, steps, StepSizes<double>.Constant(StepSize), Proximal),
                oracle.IMaml(Proximal)),
            _ => ((Learner<double>)new JointTraining<double>(Net, Loss.MeanSquaredError), oracle.JointTraining()),
        };
        Near.Close(expected, Trained(learner, Five), 1e-9);
    }

    [Fact]
    public void Meta_sgd_learns_one_over_the_curvature_along_each_axis()
    {
        double[] curvatures = [0.5, 1.25, 4];
        QuadraticTask[] tasks = [.. Five.Select(task => new QuadraticTask(
            new double[,] { { curvatures[0], 0, 0 }, { 0, curvatures[1], 0 }, { 0, 0, curvatures[2] } }, task.Optimum))];
        TrainingPlan<double> plan = new()
        {
            Learner = new MetaSgd<double>(Net, Loss.MeanSquaredError, 1, 0.1),
            Tasks = new QuadraticTasks<double>(tasks),
            Iterations = 3000,
            MetaBatch = tasks.Length,
            OuterStepSize = Schedule.Cosine(2e-2, 0, 3000),
        };
        Trainer<double> trainer = new(plan);
        Parameters<double> meta = trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;
        Near.Close([.. curvatures.Select(static a => 1 / a)], Flat.Of(meta.Under("step_size")), 1e-3);
    }

    [Fact]
    public void The_ways_end_apart_unless_all_curvatures_are_equal()
    {
        QuadraticOracle apart = new(Five, StepSize, 3);
        double[][] starts = [apart.Maml(), apart.FirstOrderMaml(), apart.Reptile(), apart.JointTraining(), apart.IMaml(Proximal)];
        for (int a = 0; a < starts.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                Assert.True(Near.Distance(starts[a], starts[b]) > 1e-3, $"{a} and {b} end at the same point.");
            }
        }

        var curvature = new double[Dimensions, Dimensions];
        for (int i = 0; i < Dimensions; i++)
        {
            for (int j = 0; j < Dimensions; j++)
            {
                curvature[i, j] = Five[0].Hessian(i, j);
            }
        }

        QuadraticOracle equal = new([.. Five.Select(task => new QuadraticTask(curvature, task.Optimum))], StepSize, 3);
        double[] mean = [.. Enumerable.Range(0, Dimensions).Select(i => Five.Average(task => task.Optimum[i]))];
        foreach (double[] start in (double[][])[equal.Maml(), equal.FirstOrderMaml(), equal.Reptile(), equal.JointTraining(),
            equal.IMaml(Proximal)])
        {
            Near.Close(mean, start, 1e-12);
        }
    }

    [Fact]
    public void With_one_step_Reptile_ends_where_training_without_adaptation_does()
    {
        QuadraticOracle oracle = new(Five, StepSize, 1);
        Near.Close(oracle.JointTraining(), oracle.Reptile(), 1e-12);
    }

    [Fact]
    public void The_risk_is_the_evaluated_loss_and_least_at_Mamls_start()
    {
        QuadraticOracle oracle = new(Five, StepSize, 2);
        double[] start = oracle.Maml();
        using Evaluator<double> evaluator = new(Adaptation, 2, [2]);
        Near.Close(oracle.Risk(start), evaluator.Evaluate(MetaOf(start), new QuadraticTasks<double>(Five), 3, 5).After(2).Mean, 1e-12);
        foreach (double[] other in (double[][])[oracle.FirstOrderMaml(), oracle.Reptile(), oracle.JointTraining()])
        {
            Assert.True(oracle.Risk(other) > oracle.Risk(start) * (1 + 1e-6));
        }

        const double Noise = 0.4;
        LossSummary noisy = evaluator.Evaluate(MetaOf(start), new QuadraticTasks<double>(Five, Noise), 3, 20_000).After(2);

        // Twice the 95 % interval: a correct mean is outside once in 10,000 seeds.
        Assert.InRange(oracle.Risk(start, Noise), noisy.Mean - (2 * noisy.HalfWidth95), noisy.Mean + (2 * noisy.HalfWidth95));
        Assert.True(oracle.Risk(start, Noise) > oracle.Risk(start) + (4 * noisy.HalfWidth95));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_parts_of_the_variance_are_those_of_many_draws(bool firstOrder)
    {
        const double Noise = 0.3;
        const int Draws = 4000;
        QuadraticTask[] one = [Five[1]];
        QuadraticTasks<double> tasks = new(one, Noise);
        Learner<double> learner = firstOrder ? new FirstOrderMaml<double>(Adaptation, 1) : new Maml<double>(Adaptation, 1);
        Parameters<double> meta = MetaOf([0.3, -0.8, 1.1]);
        (double support, double query) = new QuadraticOracle(one, StepSize, 1).MetaGradientVariance(Noise, firstOrder);
        Near.Close(support, Variance(draw => new TaskNumber(2, 0, SupportDraw: draw)), 0.1);
        Near.Close(query, Variance(draw => new TaskNumber(2, 0, QueryDraw: draw)), 0.1);

        double Variance(Func<int, TaskNumber> number)
        {
            double[][] gradients = [.. Enumerable.Range(0, Draws)
                .Select(draw => Flat.Of(learner.Numbers(meta, tasks.Sample(number(draw))).Direction))];
            return Enumerable.Range(0, Dimensions).Sum(i =>
            {
                double mean = gradients.Average(gradient => gradient[i]);
                return gradients.Sum(gradient => (gradient[i] - mean) * (gradient[i] - mean)) / (Draws - 1);
            });
        }
    }

    [Fact]
    public void The_loss_of_a_drawn_task_is_the_quadratic()
    {
        double[] w = [0.3, -0.8, 1.1];
        using Evaluator<double> evaluator = new(Adaptation, 1);
        AdaptationCurve curve = evaluator.Evaluate(MetaOf(w), new QuadraticTasks<double>(Five), 3, 5);
        for (int k = 0; k < 5; k++)
        {
            Near.Close(Five[k].Loss(w), curve.Losses[0][k], 1e-12);
            Near.Close(Five[k].Loss(Five[k].Adapt(w, StepSize, 1)), curve.Losses[1][k], 1e-12);
        }
    }

    [Fact]
    public void What_is_no_quadratic_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new QuadraticTask(new double[,] { { 1, 2 }, { 2, 1 } }, [0, 0]));
        Assert.Contains("symmetric", Assert.Throws<ArgumentException>(
            () => new QuadraticTask(new double[,] { { 1, 0.5 }, { 0, 1 } }, [0, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new QuadraticTask(new double[,] { { 1, 0 }, { 0, 1 } }, [0]));
        Assert.Throws<ArgumentException>(() => new QuadraticTasks<double>([]));
        Assert.Throws<ArgumentException>(() => new QuadraticTasks<double>([Five[0], QuadraticTask.Random(2, 1, 1, 1, 0)]));
        Assert.NotEqual(new QuadraticTasks<double>(Five).Description, new QuadraticTasks<double>([.. Five.Reverse()]).Description);
    }

    private static Parameters<double> MetaOf(double[] w) => new(
        [KeyValuePair.Create("net.weight", Tensors.Create<double>(w, [1, Dimensions]))]);

    // The whole set is the meta-batch, so plain descent ends at the fixed point itself.
    private static double[] Trained(Learner<double> learner, QuadraticTask[] tasks)
    {
        TrainingPlan<double> plan = new()
        {
            Learner = learner,
            Tasks = new QuadraticTasks<double>(tasks),
            Iterations = 600,
            MetaBatch = tasks.Length,
            TasksPerBlock = tasks.Length,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 0.8,
        };
        Trainer<double> trainer = new(plan);
        return Flat.Of(trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters);
    }
}
