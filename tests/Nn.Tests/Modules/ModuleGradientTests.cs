using AutogradMaml.Autograd;
using AutogradMaml.Nn.Tests.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>First and second derivatives of every layer against finite differences.</summary>
public class ModuleGradientTests
{
    [Theory]
    [MemberData(nameof(LayerCatalogue.NamesWithParameters), MemberType = typeof(LayerCatalogue))]
    public void Gradient_by_the_parameters(string name)
    {
        LayerRow layer = LayerCatalogue.Get(name);
        double[] input = LayerCatalogue.Input(layer);
        Parameters<double> parameters = Samples.Parameters(layer.Module);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> theta = parameters.On(tape);
        double[] gradient = Samples.Flatten(tape.Gradient(Loss(layer, theta, tape.Input(input, layer.Input)), theta).ToParameters());

        double[] numerical = FiniteDifferences.Gradient(
            point =>
            {
                using Tape<double> other = pool.Tape<double>();
                return Loss(layer, Samples.Unflatten(point, parameters).On(other), other.Input(input, layer.Input)).Scalar;
            },
            Samples.Flatten(parameters));
        Near.Close(numerical, gradient, 1e-8);
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.NamesOfContinuousInput), MemberType = typeof(LayerCatalogue))]
    public void Gradient_by_the_input(string name)
    {
        LayerRow layer = LayerCatalogue.Get(name);
        double[] input = LayerCatalogue.Input(layer);
        Parameters<double> parameters = Samples.Parameters(layer.Module);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> x = tape.Input(input, layer.Input);
        Variable<double> gradient = tape.Gradient(Loss(layer, parameters.On(tape), x), x);

        double[] numerical = FiniteDifferences.Gradient(
            point =>
            {
                using Tape<double> other = pool.Tape<double>();
                return Loss(layer, parameters.On(other), other.Input(point, layer.Input)).Scalar;
            },
            input);
        Near.Close(numerical, gradient.Values, 1e-8);
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.NamesWithParameters), MemberType = typeof(LayerCatalogue))]
    public void Gradient_of_the_squared_norm_of_the_gradient(string name)
    {
        // A loss of the gradient, as MAML has one: its own gradient needs every second derivative.
        LayerRow layer = LayerCatalogue.Get(name);
        double[] input = LayerCatalogue.Input(layer);
        Parameters<double> parameters = Samples.Parameters(layer.Module);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> theta = parameters.On(tape);
        double[] second = Samples.Flatten(tape.Gradient(SquaredNorm(layer, theta, input), theta).ToParameters());

        double[] numerical = FiniteDifferences.Gradient(
            point =>
            {
                using Tape<double> other = pool.Tape<double>();
                return SquaredNorm(layer, Samples.Unflatten(point, parameters).On(other), input).Scalar;
            },
            Samples.Flatten(parameters));
        Near.Close(numerical, second, 1e-7);
    }

    private static Variable<double> SquaredNorm(LayerRow layer, Variables<double> theta, double[] input)
    {
        Tape<double> tape = theta.Values[0].Tape;
        Variables<double> gradient = tape.Gradient(Loss(layer, theta, tape.Input(input, layer.Input)), theta);
        return gradient.Dot(gradient);
    }

    private static Variable<double> Loss(LayerRow layer, Variables<double> theta, Variable<double> input)
        => Samples.Weighted(layer.Module.Forward(theta, input, new FixedMasks(0, 1)).Square());
}
