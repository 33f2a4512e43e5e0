using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A user's own operation, module, loss, tasks, optimizer, schedule and learner: nothing internal is needed for any of
/// them.</summary>
public class OwnTypesTests
{
    [Fact]
    public void An_operation_with_its_own_rules_is_differentiable_to_any_order()
    {
        using var tape = new Tape<double>();
        var x = tape.Input([2, -1], [2]);
        var y = tape.Apply(new Cube<double>(), x);
        Assert.Equal([8, -1], y.ToArray());
        var first = tape.Gradient(y.Sum(), x);
        Assert.Equal([12, 3], first.ToArray());
        var second = tape.Gradient(first.Sum(), x);
        Assert.Equal([12, -6], second.ToArray());
        Assert.Equal([6, 6], tape.Gradient(second.Sum(), x).ToArray());

        // Forwards, and forwards over backwards.
        Assert.Equal([12, 3], tape.JacobianVectorProduct(y, x, tape.Ones([2])).ToArray());
        Assert.Equal([12, -6], tape.JacobianVectorProduct(first, x, tape.Ones([2])).ToArray());
        Assert.Equal([12, -6], tape.HessianVectorProduct(y.Sum(), x, tape.Ones([2])).ToArray());
    }

    [Fact]
    public void An_operation_that_broadcasts_and_forgets_the_sum_is_told_so()
    {
        using var tape = new Tape<double>();
        var x = tape.Input([2], [1]);
        var y = tape.Apply(new ForgetfulBroadcast(), x);
        var message = Assert.Throws<InvalidOperationException>(() => tape.Gradient(y.Sum(), x)).Message;
        Assert.Contains("'forgetful'", message, StringComparison.Ordinal);
        Assert.Contains("SumTo", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_tasks_an_optimizer_a_schedule_and_a_loss_meta_train_together()
    {
        var adaptation = new NetAdaptation<double>(
            new Polynomial(3), AbsoluteCube, StepSizes<double>.Constant(0.01), new SignedSquareRoot());
        var plan = new TrainingPlan<double>
        {
            Learner = new Maml<double>(adaptation, 2),
            Tasks = new Parabolas(),
            Iterations = 60,
            MetaBatch = 4,
            OuterOptimizer = new SignedSquareRoot(),
            OuterStepSize = new Hyperbola(0.02),
        };
        var trainer = new Trainer<double>(plan);
        var losses = new List<double>();
        var end = trainer.Run(trainer.Start(), new TrainingOptions { ReportEvery = 20, Report = progress => losses.Add(progress.Loss) });
        Assert.Equal(3, losses.Count);
        Assert.True(losses[2] < 0.8 * losses[0], string.Join(", ", losses));

        using var evaluator = new Evaluator<double>(plan.Learner);
        var curve = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 99, count: 20);
        Assert.True(curve.After(2).Mean < curve.After(0).Mean);
        Assert.Contains("parabolas", plan.Description, StringComparison.Ordinal);
        Assert.Contains("signed square root", plan.Description, StringComparison.Ordinal);
        Assert.Contains("hyperbola", plan.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_of_differentiating_of_ones_own_is_trained_like_any_other()
    {
        var adaptation = new NetAdaptation<double>(new Polynomial(3), Loss.MeanSquaredError, StepSizes<double>.Constant(0.05));
        var plan = new TrainingPlan<double>
        {
            Learner = new Learner<double>("half", adaptation, new HalfFirstOrder(2)),
            Tasks = new Parabolas(),
            Iterations = 2,
            MetaBatch = 4,
        };
        var trainer = new Trainer<double>(plan);
        Assert.Equal(2, trainer.Run(trainer.Start()).Iteration);
    }

    private static Variable<double> AbsoluteCube(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
    {
        var cubes = (prediction - target).Abs().Pow(3);
        return taskAxes == 0 ? cubes.Mean() : cubes.Mean([1, 2]);
    }

    /// <summary>x^3, element by element.</summary>
    private sealed class Cube<T> : Operation<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override string Name => "cube";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override void Compute(ComputeContext<T> context)
        {
            for (int k = 0; k < context.Output.Length; k++)
            {
                T x = context.Input(0)[k];
                context.Output[k] = x * x * x;
            }
        }

        public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent * Slope(context.Input(0)));

        public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0) * Slope(context.Input(0)));

        private static Variable<T> Slope(Variable<T> x) => T.CreateChecked(3) * x.Square();
    }

    private sealed class ForgetfulBroadcast : Operation<double>
    {
        public override string Name => "forgetful";

        public override Shape OutputShape(OperandShapes inputs) => [5];

        public override void Compute(ComputeContext<double> context) => context.Output.Fill(context.Input(0)[0]);

        public override void Vjp(VjpContext<double> context) => context.Add(0, context.Cotangent);

        public override void Jvp(JvpContext<double> context) => context.Add(context.Tangent(0).BroadcastTo([5]));
    }

    /// <summary>sum over k of c_k x^k, with a task axis or without.</summary>
    private sealed class Polynomial(int degree) : Module<double>
    {
        public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
            [new("coefficients", [degree + 1], Initializers.Normal<double>(0.1))];

        protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
        {
            var powers = new Variable<double>[degree + 1];
            for (int k = 0; k <= degree; k++)
            {
                powers[k] = input.Pow(k);
            }

            // [..., examples, degree + 1] times [..., degree + 1, 1].
            var features = Variable.Concatenate<double>(powers, axis: -1);
            return features.MatMul(parameters[0].InsertAxis(-1));
        }
    }

    /// <summary>y = a x^2 + b on [-1, 1].</summary>
    private sealed class Parabolas : ITaskDistribution<double>
    {
        private readonly TaskLayout _layout = new(
            ("support.inputs", [5, 1]), ("support.targets", [5, 1]), ("query.inputs", [7, 1]), ("query.targets", [7, 1]));

        public string Description => "parabolas";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            var random = arrays.Stream(task.Seed, "parabola", task.Index);
            double a = random.NextUniform(1, 2);
            double b = random.NextUniform(-1, 1);
            foreach (string set in (ReadOnlySpan<string>)["support", "query"])
            {
                Span<double> inputs = arrays[$"{set}.inputs"];
                for (int k = 0; k < inputs.Length; k++)
                {
                    inputs[k] = random.NextUniform(-1, 1);
                    arrays[$"{set}.targets"][k] = (a * inputs[k] * inputs[k]) + b;
                }
            }
        }
    }

    /// <summary>The direction g / (sqrt(|g|) + 0.01): no moments, no numbers.</summary>
    private sealed class SignedSquareRoot : Optimizer<double>
    {
        public override string Name => "signed square root";

        public override string Description => $"{Name} 0.01";

        protected override int MomentCount => 0;

        protected override Variable<double> Direction(
            string name, Variable<double> parameter, Variable<double> gradient, Span<Variable<double>> moments,
            ReadOnlySpan<Variable<double>> numbers)
            => gradient / (gradient.Abs().SqrtOrZero() + 0.01);
    }

    private sealed class Hyperbola(double start) : Schedule
    {
        public override string Description => $"hyperbola from {start}";

        public override double At(long iteration) => start / (1 + (iteration / 100.0));
    }

    /// <summary>Half of the exact and half of the first-order meta-gradient.</summary>
    private sealed class HalfFirstOrder(int steps) : MetaGradient<double>
    {
        private readonly Unrolled<double> _exact = new(steps);
        private readonly FirstOrder<double> _firstOrder = new(steps);

        public override string Name => "half first order";

        public override string Description => $"{Name} {_exact.Description}";

        public override bool IsExact => false;

        public override int Steps => steps;

        public override MetaOutcome<double> Compute(
            Adaptation<double> adaptation, Variables<double> meta, Episode<double> episode, DerivativeUse use = DerivativeUse.Final)
        {
            MetaOutcome<double> exact = _exact.Compute(adaptation, meta, episode, use);
            MetaOutcome<double> firstOrder = _firstOrder.Compute(adaptation, meta, episode, use);
            return exact with { Direction = (0.5 * exact.Direction) + (0.5 * firstOrder.Direction) };
        }
    }
}
