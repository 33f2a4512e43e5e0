using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>Which nodes a sweep passes.</summary>
public class PathsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void They_are_the_nodes_that_depend_on_an_input_and_lead_to_an_output(int gap)
    {
        for (int round = 0; round < 50; round++)
        {
            RandomStream stream = new(3, "paths", gap, round);
            using PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            List<Variable<double>> made = [tape.Input(1), tape.Input(2)];
            for (int k = 0; k < 60; k++)
            {
                Variable<double> a = made[stream.NextInt32(made.Count)];
                Variable<double> b = made[stream.NextInt32(made.Count)];
                made.Add(stream.NextInt32(4) switch { 0 => a.Detach(), 1 => tape.Input(k), 2 => a.Sin(), _ => a + b });
                for (int other = stream.NextInt32(gap + 1); other > 0; other--)
                {
                    tape.Constant(0);
                }
            }

            int[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => made[stream.NextInt32(made.Count)].Index)];
            int[] inputs = Some(3);
            int[] outputs = [.. Some(2), made[^1].Index];
            int floor = round % 3 == 0 ? made[20].Index : 0;
            Paths<double> paths = new(tape, outputs, inputs, floor);
            int[] expected = Expected(tape, outputs, inputs, floor);
            Assert.Equal(expected, paths.Nodes.ToArray());
            Assert.Equal(expected.Length, paths.Count);
            for (int node = 0; node < tape.Count; node++)
            {
                Assert.Equal(Array.IndexOf(expected, node), Math.Max(-1, paths.PlaceOf(node)));
                Assert.Equal(expected.Contains(node), paths.Contains(node));
            }
        }
    }

    [Fact]
    public void Without_inputs_or_outputs_there_are_none()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(1);
        Variable<double> y = x.Sin();
        Assert.Equal(0, new Paths<double>(tape, [], [x.Index], 0).Count);
        Assert.Equal(0, new Paths<double>(tape, [y.Index], [], 0).Count);
        Assert.Equal(0, new Paths<double>(tape, [x.Index], [y.Index], 0).Count);
        Assert.Equal([x.Index, y.Index], new Paths<double>(tape, [y.Index], [x.Index], 0).Nodes.ToArray());
    }

    private static int[] Expected(Tape<double> tape, int[] outputs, int[] inputs, int floor)
    {
        bool Passes(int node) => node >= floor && tape.OperationOf(node).IsDifferentiable;
        var depends = new bool[tape.Count];
        var leads = new bool[tape.Count];
        for (int node = 0; node < tape.Count; node++)
        {
            depends[node] = inputs.Contains(node) || (Passes(node) && tape.InputsOf(node).ToArray().Any(input => depends[input]));
        }

        for (int node = tape.Count - 1; node >= 0; node--)
        {
            leads[node] |= outputs.Contains(node);
            foreach (int input in Passes(node) && leads[node] ? tape.InputsOf(node) : [])
            {
                leads[input] = true;
            }
        }

        return [.. Enumerable.Range(0, tape.Count).Where(node => depends[node] && leads[node])];
    }
}
