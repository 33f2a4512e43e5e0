using AutogradMaml.Autograd;
using AutogradMaml.Nn.Tests.Catalogue;
using AutogradMaml.Nn.Tests.Files;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Optimizers;

public class OptimizerTests
{
    private static readonly Parameters<double> Start = new(
    [
        new("a", Tensors.Create<double>([0.4, -1.2, 0.7], [3])),
        new("b", Tensors.Create<double>([1.1, 0.3, -0.5, 0.9], [2, 2])),
    ]);

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Steps_are_those_of_the_documented_formulas(string name)
    {
        double[] gradients = [0.5, -2, 0.25, 0, 3e-4];
        double[] expected = OptimizerCatalogue.ByHand(name, 1.5, gradients);
        Optimizer<double> optimizer = OptimizerCatalogue.Get(name).Optimizer;
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> weight = new([new("w", tape.Input([1.5], [1]))]);
        OptimizerState<double> state = optimizer.InitialState(weight);
        for (int k = 0; k < gradients.Length; k++)
        {
            (weight, state) = optimizer.Step(weight, new([new("w", tape.Input([gradients[k]], [1]))]), state, OptimizerCatalogue.StepSize);
            Near.Close(expected[k], weight["w"].Scalar, 1e-14);
        }
    }

    [Fact]
    public void The_first_step_of_Adam_has_the_size_of_the_step_size()
    {
        // m / (1 - beta1) = g and sqrt(v / (1 - beta2)) = |g|: whatever the size of the gradient, up to epsilon.
        using Tape<double> tape = new();
        Adam<double> adam = new();
        foreach (double g in new[] { 1e-3, -1, 1e6 })
        {
            Variables<double> weight = new([new("w", tape.Input([0.0], [1]))]);
            (weight, _) = adam.Step(weight, new([new("w", tape.Input([g], [1]))]), adam.InitialState(weight), 0.01);
            Near.Close(-0.01 * g / (Math.Abs(g) + 1e-8), weight["w"].Scalar, 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void The_derivative_through_the_steps_agrees_with_finite_differences(string name)
    {
        foreach (int steps in new[] { 1, 2, 4 })
        {
            using PoolCheck pool = new();
            using Tape<double> tape = pool.Tape<double>();
            double[] start = [.. Samples.Flatten(Start), OptimizerCatalogue.StepSize];
            (Variable<double> loss, Variables<double> theta, Variable<double> stepSize) = Outer(tape, start, name, steps);
            double[] exact = [.. Samples.Flatten(tape.Gradient(loss, theta).ToParameters()), tape.Gradient(loss, stepSize).Scalar];
            double[] numerical = FiniteDifferences.Gradient(
                point =>
                {
                    using Tape<double> other = pool.Tape<double>();
                    return Outer(other, point, name, steps).Loss.Scalar;
                },
                start);
            Near.Close(numerical, exact, 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Derivatives_are_finite_and_right_where_a_gradient_is_0(string name)
    {
        // The loss does not depend on the second weight, so its gradient is 0 at every step and its root of 0 is differentiated.
        using Tape<double> tape = new();
        Variables<double> theta = new([new("w", tape.Input([0.8, 2.0], [2]))]);
        const int Steps = 3;
        Variables<double> adapted = OptimizerCatalogue.Descend(
            name, theta, set => set["w"].At(0, 0).Sin(), Steps, OptimizerCatalogue.StepSize);
        Variable<double> derivative = tape.Gradient(adapted["w"].At(0, 1), theta["w"]);
        double expected = Math.Pow(OptimizerCatalogue.Get(name).Decay, Steps);
        Near.Close([0, expected], derivative.Values, 1e-14);
        Assert.All(tape.Hessian(adapted["w"].Square().Sum(), theta["w"]).ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("rmsprop")]
    public void Where_a_gradient_passes_through_0_the_derivative_is_that_of_the_formula(string name)
    {
        // At the bottom of w^2 / 2 the first step is w - a c w / (c' |w| + epsilon), whose derivative there is 1 - a c / epsilon.
        using Tape<double> tape = new();
        Variables<double> theta = new([new("w", tape.Input([0.0], [1]))]);
        Variables<double> adapted = OptimizerCatalogue.Descend(
            name, theta, set => 0.5 * set["w"].Square().Sum(), 1, OptimizerCatalogue.StepSize);
        double decay = 1 - OptimizerCatalogue.Get(name).Decay;
        Near.Close(
            1 - decay - (OptimizerCatalogue.StepSize / OptimizerCatalogue.Epsilon), tape.Gradient(adapted["w"].Sum(), theta["w"]).Scalar,
            1e-13);
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Tasks_on_the_task_axis_equal_the_loop(string name)
    {
        const int Tasks = 3;
        Parameters<double> starts = new(Start.Select(entry =>
        {
            Shape shape = Tensors.ShapeOf(entry.Value).Prepend(Tasks);
            return KeyValuePair.Create(entry.Key, Tensors.Wrap(Samples.Numbers(shape.ElementCount, entry.Key), shape));
        }));

        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> theta = starts.On(tape);
        Variables<double> all = OptimizerCatalogue.Descend(name, theta, Inner, 3, OptimizerCatalogue.StepSize);
        Parameters<double> gradient = tape.Gradient(OuterLoss(all), theta).ToParameters();
        for (int task = 0; task < Tasks; task++)
        {
            using Tape<double> alone = pool.Tape<double>();
            Variables<double> own = Samples.OfTask(starts, task).On(alone);
            Variables<double> one = OptimizerCatalogue.Descend(name, own, Inner, 3, OptimizerCatalogue.StepSize);
            Near.Close(Samples.Flatten(one.ToParameters()), Samples.Flatten(Samples.OfTask(all.ToParameters(), task)), 1e-14);
            Near.Close(
                Samples.Flatten(alone.Gradient(OuterLoss(one), own).ToParameters()),
                Samples.Flatten(Samples.OfTask(gradient, task)),
                1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void A_state_that_went_through_a_file_goes_on_with_the_same_bits(string name)
    {
        Optimizer<double> optimizer = OptimizerCatalogue.Get(name).Optimizer;
        using Tape<double> tape = new();
        Variables<double> theta = Start.On(tape);
        OptimizerState<double> state = optimizer.InitialState(theta);
        for (int k = 0; k < 2; k++)
        {
            (theta, state) = optimizer.Step(theta, tape.Gradient(Inner(theta), theta), state, OptimizerCatalogue.StepSize);
        }

        byte[] saved = SafeTensorsBytes.Write(state.ToParameters());
        Parameters<double> weights = theta.ToParameters();
        (theta, state) = optimizer.Step(theta, tape.Gradient(Inner(theta), theta), state, OptimizerCatalogue.StepSize);

        using Tape<double> other = new();
        Variables<double> resumed = weights.On(other);
        OptimizerState<double> restored = optimizer.Restore(SafeTensorsBytes.Read<double>(saved).Parameters, other);
        (resumed, restored) = optimizer.Step(resumed, other.Gradient(Inner(resumed), resumed), restored, OptimizerCatalogue.StepSize);
        Assert.Equal(Samples.Flatten(theta.ToParameters()), Samples.Flatten(resumed.ToParameters()));
        Assert.Equal(SafeTensorsBytes.Write(state.ToParameters()), SafeTensorsBytes.Write(restored.ToParameters()));
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void The_state_on_the_host_is_the_state_on_the_tape(string name)
    {
        Optimizer<double> optimizer = OptimizerCatalogue.Get(name).Optimizer;
        using Tape<double> tape = new();
        Parameters<double> onTape = optimizer.InitialState(Start.On(tape)).ToParameters();
        Parameters<double> onHost = optimizer.InitialState(Start);
        onHost.RequireSameLayout(onTape);
        Assert.Equal(Samples.Flatten(onTape), Samples.Flatten(onHost));
        Assert.Equal(name, optimizer.Name);
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void A_step_size_may_be_a_constant_a_variable_or_one_for_each_parameter(string name)
    {
        using Tape<double> tape = new();
        Variables<double> theta = Start.On(tape);
        Variables<double> Stepped(StepSize<double> stepSize) => OptimizerCatalogue.Descend(name, theta, Inner, 2, stepSize);

        double[] expected = Samples.Flatten(Stepped(0.1).ToParameters());
        Near.Close(expected, Samples.Flatten(Stepped(tape.Input(0.1)).ToParameters()), 1e-15);
        Near.Close(expected, Samples.Flatten(Stepped(theta.Map(p => tape.Full(p.Shape, 0.1))).ToParameters()), 1e-15);
        Variables<double> first = Stepped(new Variables<double>([new("a", tape.Input(0.1)), new("b", tape.Input(0.0))]));
        Near.Close(theta["b"].Values, first["b"].Values, 1e-15);
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Parameters_keep_their_shapes(string name)
    {
        using Tape<double> tape = new();
        Variables<double> theta = new(
            [new("number", tape.Input(0.5)), new("one", tape.Input([0.5], [1])), new("matrix", tape.Ones([2, 3]))]);
        Variables<double> stepped = OptimizerCatalogue.Descend(
            name, theta, set => set["number"].Square() + set["one"].Square().Sum() + set["matrix"].Square().Sum(), 2,
            OptimizerCatalogue.StepSize);
        Assert.Equal(theta.Select(entry => entry.Value.Shape), stepped.Select(entry => entry.Value.Shape));
        Assert.Equal(stepped["one"].Scalar, stepped["number"].Scalar);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Tape<double> tape = new();
        Variables<double> theta = Start.On(tape);
        Variables<double> renamed = new(theta.Select(entry => KeyValuePair.Create(entry.Key + "'", entry.Value)));
        Adam<double> adam = new();
        OptimizerState<double> state = adam.InitialState(theta);
        Assert.Contains("has the names [a', b'], expected", Refused(() => adam.Step(theta, renamed, state, 0.1)), StringComparison.Ordinal);
        Assert.Contains("not one of sgd", Refused(() => new Sgd<double>().Step(theta, theta, state, 0.1)), StringComparison.Ordinal);
        Assert.Contains(
            "The state is of the parameters [a', b'], expected [a, b]",
            Refused(() => adam.Step(theta, theta, adam.InitialState(renamed), 0.1)), StringComparison.Ordinal);
        Assert.Contains("Step sizes for [a', b']", Refused(() => adam.Step(theta, theta, state, renamed)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_detached_state_gives_the_same_step_and_no_derivative_through_it()
    {
        using Tape<double> tape = new();
        Sgd<double> momentum = new(0.9);
        Variables<double> theta = new([new("w", tape.Input([1.0], [1]))]);
        Variables<double> gradient = new([new("w", theta["w"] * theta["w"])]);
        (Variables<double> once, OptimizerState<double> state) = momentum.Step(theta, gradient, momentum.InitialState(theta), 0.5);
        Variables<double> constant = new([new("w", tape.Ones([1]))]);
        Variables<double> kept = momentum.Step(once, constant, state, 0.5).Parameters;
        Variables<double> detached = momentum.Step(once, constant, state.Detach(), 0.5).Parameters;
        Assert.Equal(kept["w"].Scalar, detached["w"].Scalar);

        // w - w^2 / 2 has slope 0 at 1; the velocity 0.9 w^2 / 2 is what is cut off.
        Near.Close(-0.9, tape.Gradient(kept["w"].Sum(), theta["w"]).Scalar, 1e-14);
        Assert.Equal(0, tape.Gradient(detached["w"].Sum(), theta["w"]).Scalar, 1e-15);
    }

    private static string Refused(Func<object> action) => Assert.Throws<ArgumentException>(() => { action(); }).Message;

    private static Variable<double> Inner(Variables<double> theta)
        => (theta["a"].Sin() * theta["a"]).Sum() + (theta["b"].Square() * theta["b"].Exp()).Sum();

    private static Variable<double> OuterLoss(Variables<double> theta) => theta["a"].Square().Sum() + theta["b"].Cos().Sum();

    private static (Variable<double> Loss, Variables<double> Theta, Variable<double> StepSize) Outer(
        Tape<double> tape, double[] point, string name, int steps)
    {
        Variables<double> theta = Samples.Unflatten(point[..^1], Start).On(tape);
        Variable<double> stepSize = tape.Input(point[^1]);
        return (OuterLoss(OptimizerCatalogue.Descend(name, theta, Inner, steps, stepSize)), theta, stepSize);
    }
}
