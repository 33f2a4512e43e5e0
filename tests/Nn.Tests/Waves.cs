using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests;

/// <summary>Numbers by a formula that is the same in PyTorch, and layers of such numbers beside what PyTorch computes for them.</summary>
internal static class Waves
{
    /// <summary>scale sin(1.7 k + phase) of the element k.</summary>
    public static double[] Of(int count, double phase = 0, double scale = 1)
        => [.. Enumerable.Range(0, count).Select(k => scale * Math.Sin((1.7 * k) + phase))];

    public static Variable<double> On(Tape<double> tape, Shape shape, double phase = 0, double scale = 1)
        => tape.Input(Of(shape.ElementCount, phase, scale), shape);

    /// <summary>Parameters of a module, each with its place in the phase.</summary>
    public static Parameters<double> Parameters(Module<double> module) => new(module.Parameters.Select((parameter, place)
        => KeyValuePair.Create(parameter.Name, Tensors.Wrap(Of(parameter.Shape.ElementCount, 0.3 + place, 0.5), parameter.Shape))));

    /// <summary>Compares output and gradients with those of PyTorch, as the script's probe prints them.</summary>
    public static void Probe(string name, Module<double> module, Shape input, bool byInput = true)
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> x = On(tape, input);
        Variables<double> theta = Parameters(module).On(tape);
        Variable<double> y = module.Forward(theta, x);
        Near.Close(PyTorchNumbers.Of($"{name} output"), y.Values, 1e-13);
        Variable<double> loss = (On(tape, y.Shape, 0.5) * y.Square()).Sum();
        if (byInput)
        {
            Near.Close(PyTorchNumbers.Of($"{name} input gradient"), tape.Gradient(loss, x).Values, 1e-12);
        }

        if (theta.Count == 0)
        {
            return;
        }

        double[] sums = [.. tape.Gradient(loss, theta).Select(entry => (entry.Value * On(tape, entry.Value.Shape, 0.9)).Sum().Scalar)];
        Near.Close(PyTorchNumbers.Of($"{name} parameter gradients"), sums, 1e-12);
    }
}
