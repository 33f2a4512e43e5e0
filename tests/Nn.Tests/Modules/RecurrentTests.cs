using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Recurrent layers: the numbers of PyTorch, states that are handed on, and derivatives.</summary>
public class RecurrentTests
{
    [Fact]
    public void Outputs_and_gradients_are_those_of_PyTorch()
    {
        Waves.Probe("gru", new Gru<double>(2, 3, layers: 2), [2, 3, 2]);
        Waves.Probe("lstm", new Lstm<double>(2, 3, layers: 2), [2, 3, 2]);
    }

    [Fact]
    public void From_a_given_state_output_and_last_state_are_those_of_PyTorch()
    {
        using Tape<double> tape = new();
        Variable<double> x = Waves.On(tape, [2, 3, 2]);
        Variable<double> state = Waves.On(tape, [2, 2, 3], 0.2);
        Gru<double> gru = new(2, 3, layers: 2);
        (Variable<double> output, Variable<double> last) = gru.Run(Waves.Parameters(gru).On(tape), x, state);
        Near.Close(PyTorchNumbers.Of("gru with state output"), output.Values, 1e-13);
        Near.Close(PyTorchNumbers.Of("gru state"), last.Values, 1e-13);

        Lstm<double> lstm = new(2, 3, layers: 2);
        (output, (Variable<double> h, Variable<double> c)) = lstm.Run(
            Waves.Parameters(lstm).On(tape), x, (state, Waves.On(tape, [2, 2, 3], 0.6)));
        Near.Close(PyTorchNumbers.Of("lstm with state output"), output.Values, 1e-13);
        Near.Close(PyTorchNumbers.Of("lstm state"), h.Values, 1e-13);
        Near.Close(PyTorchNumbers.Of("lstm c"), c.Values, 1e-13);
    }

    [Fact]
    public void A_sequence_in_two_pieces_is_the_sequence()
    {
        using Tape<double> tape = new();
        foreach (int tasks in (int[])[0, 3])
        {
            Lstm<double> lstm = new(2, 3, layers: 2, bias: tasks > 0);
            Variables<double> theta = Samples.Parameters(lstm, tasks).On(tape);
            Variable<double> x = Samples.Input(tape, tasks > 0 ? [tasks, 4, 5, 2] : [4, 5, 2]);
            int steps = x.Shape.Rank - 2;
            (Variable<double> whole, _) = lstm.Run(theta, x);
            (Variable<double> first, (Variable<double>, Variable<double>) state) = lstm.Run(theta, x.Slice(steps, 0, 2));
            (Variable<double> second, _) = lstm.Run(theta, x.Slice(steps, 2, 3), state);
            Near.Close(whole.Values, Variable.Concatenate<double>([first, second], steps).Values, 1e-14);
            Variable<double> last = new Lstm<double>(2, 3, layers: 2, bias: tasks > 0, lastOnly: true).Forward(theta, x);
            Assert.Equal(whole.At(steps, 4).ToArray(), last.ToArray());
        }
    }

    [Fact]
    public void Whatever_the_kind_of_cell_its_states_are_handed_on_by_their_number()
    {
        using Tape<double> tape = new();
        Variable<double> x = Waves.On(tape, [2, 3, 2]);
        Variable<double> state = Waves.On(tape, [2, 2, 3], 0.2);
        Variable<double> cell = Waves.On(tape, [2, 2, 3], 0.6);
        foreach (Recurrent<double> layer in (Recurrent<double>[])[
            new Gru<double>(2, 3, layers: 2), new Lstm<double>(2, 3, layers: 2)])
        {
            Variables<double> theta = Waves.Parameters(layer).On(tape);
            (Variable<double> output, Variable<double>[] last) = layer is Gru<double>
                ? layer.RunFrom(theta, x, state)
                : layer.RunFrom(theta, x, state, cell);
            string name = layer is Gru<double> ? "gru" : "lstm";
            Near.Close(PyTorchNumbers.Of($"{name} with state output"), output.Values, 1e-13);
            Near.Close(PyTorchNumbers.Of($"{name} state"), last[0].Values, 1e-13);
            Assert.Equal(layer.StateCount, last.Length);
            Assert.Equal(layer.Forward(theta, x).ToArray(), layer.RunFrom(theta, x).Output.ToArray());
            Assert.Contains(
                $"carries {layer.StateCount} states, got 3",
                Assert.Throws<ArgumentException>(() => layer.RunFrom(theta, x, state, state, state)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void First_and_second_derivatives_agree_with_differences(bool gated)
    {
        Module<double> module = gated ? new Gru<double>(2, 2, layers: 2) : new Lstm<double>(2, 2, layers: 2);
        System.Numerics.Tensors.Tensor<double> input = Tensors.Create(Samples.Numbers(12, "input"), [2, 3, 2]);
        GradientReport report = ModuleCheck.Run(module, Samples.Parameters(module), input, new() { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Products_with_the_Hessian_agree_with_differences_of_the_gradient(bool gated)
    {
        // d/dh gradient(theta + h v) at 0, by central differences of two step sizes, of which the error of the second order cancels.
        Module<double> module = gated ? new Gru<double>(2, 3) : new Lstm<double>(2, 3);
        Parameters<double> theta = Samples.Parameters(module);
        double[] direction = Samples.Numbers((int)theta.ElementCount, "direction");
        double[] start = Samples.Flatten(theta);
        using PoolCheck pool = new();
        Variable<double> Loss(Variables<double> at) => Samples.Weighted(
            module.Forward(at, Samples.Input(at[0].Value.Tape, [3, 4, 2])).Square());
        double[] Gradient(double step)
        {
            using Tape<double> tape = pool.Tape<double>();
            Variables<double> at = Samples.Unflatten([.. start.Zip(direction, (value, by) => value + (step * by))], theta).On(tape);
            return Samples.Flatten(tape.Gradient(Loss(at), at).ToParameters());
        }

        double[] Central(double step) => [.. Gradient(step).Zip(Gradient(-step), (above, below) => (above - below) / (2 * step))];
        double[] differences = [.. Central(1e-3).Zip(Central(5e-4), static (coarse, fine) => ((4 * fine) - coarse) / 3)];
        using Tape<double> exact = pool.Tape<double>();
        Variables<double> on = theta.On(exact);
        Variables<double> product = exact.HessianVectorProduct(Loss(on), on, Samples.Unflatten(direction, theta).On(exact));
        Near.Close(differences, Samples.Flatten(product.ToParameters()), 1e-8);
    }

    [Fact]
    public void Names_layouts_and_initial_values_are_those_of_PyTorch()
    {
        Gru<double> gru = new(2, 4, layers: 2);
        Assert.Equal(
            [
                "weight_ih_l0 [12, 2]", "weight_hh_l0 [12, 4]", "bias_ih_l0 [12]", "bias_hh_l0 [12]", "weight_ih_l1 [12, 4]",
                "weight_hh_l1 [12, 4]", "bias_ih_l1 [12]",
                "bias_hh_l1 [12]",
            ],
            gru.Parameters.Select(static parameter => $"{parameter.Name} {parameter.Shape}"));
        Assert.Equal(
            ["weight_ih_l0 [16, 2]", "weight_hh_l0 [16, 4]"],
            new Lstm<double>(2, 4, bias: false).Parameters.Select(static p => $"{p.Name} {p.Shape}"));
        double[] values = Samples.Flatten(gru.Initialize(3));
        Assert.All(values, static value => Assert.InRange(value, -0.5, 0.5));
        Assert.True(values.Max() > 0.45 && values.Min() < -0.45);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        Gru<double> gru = new(2, 3);
        Variables<double> theta = Samples.Parameters(gru).On(tape);
        string Refused(Action action) => Assert.Throws<ArgumentException>(action).Message;
        Assert.StartsWith(
            "Gru(2, 3) takes [examples, steps, 2], or [tasks, examples, steps, 2], with one step or more, got [4, 2].",
            Refused(() => gru.Forward(theta, tape.Ones([4, 2]))),
            StringComparison.Ordinal);
        Assert.Contains("got [4, 0, 2]", Refused(() => gru.Forward(theta, tape.Ones([4, 0, 2]))), StringComparison.Ordinal);
        Assert.StartsWith(
            "Gru(2, 3) with 1 layers begins [4, 5, 2] with states [1, 4, 3], got [4, 3].",
            Refused(() => gru.Run(theta, tape.Ones([4, 5, 2]), tape.Ones([4, 3]))),
            StringComparison.Ordinal);
        Assert.Contains(
            "The parameters of Gru(2, 3) are those of 3 tasks and the input [2, 4, 5, 2] is of 2",
            Refused(() => gru.Forward(Samples.Parameters(gru, 3).On(tape), tape.Ones([2, 4, 5, 2]))),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => gru.Run(new Variables<double>([]), tape.Ones([4, 5, 2])));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Lstm<double>(2, 3, layers: 0));
    }
}
