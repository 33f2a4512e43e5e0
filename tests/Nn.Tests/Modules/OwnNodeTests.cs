using AutogradMaml.Autograd;
using AutogradMaml.Nn.Tests.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>That the output of a layer is a node of its own, so that the derivative by it is not that by the input, also where there is
/// nothing to do.</summary>
public class OwnNodeTests
{
    /// <summary>Layers that have nothing to do in evaluation, with a shape of the input.</summary>
    private static readonly Dictionary<string, (Module<double> Module, Shape Input)> NothingToDo = new()
    {
        ["dropout"] = (new Dropout<double>(0.5), [3, 4]),
        ["dropout of nothing"] = (new Dropout<double>(0), [3, 4]),
        ["dropout 2d"] = (new Dropout2d<double>(0.5), [3, 2, 2, 2]),
        ["sequential of nothing"] = (new Sequential<double>(), [3, 4]),
        ["sequential of what does nothing"] = (new Sequential<double>(new Dropout<double>(0.5), new Sequential<double>()), [3, 4]),
        ["flatten of one axis"] = (new Flatten<double>(1), [3, 4]),
        ["max pool of one place"] = (new MaxPool2d<double>(1), [3, 2, 2, 2]),
        ["average pool of one place"] = (new AvgPool2d<double>(1), [3, 2, 2, 2]),
    };

    public static TheoryData<string> NamesOfNothingToDo => [.. NothingToDo.Keys];

    [Theory]
    [MemberData(nameof(NamesOfNothingToDo))]
    public void A_layer_that_has_nothing_to_do_gives_a_node_of_its_own(string name)
    {
        (Module<double> module, Shape shape) = NothingToDo[name];
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> x = Samples.Input(tape, shape);
        Variable<double> y = module.Forward(new Variables<double>([]), x);
        Assert.Equal(x.ToArray(), y.ToArray());

        // x y: by y it is x, by x it is 2 x.
        Variable<double>[] gradients = tape.Gradient((x * y).Sum(), [x, y]);
        Assert.Equal(x.ToArray(), gradients[1].ToArray());
        Assert.Equal(x.ToArray().Select(value => 2 * value), gradients[0].ToArray());
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void The_derivative_by_the_output_of_a_layer_is_its_own(string name)
    {
        LayerRow layer = LayerCatalogue.Get(name);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> theta = Samples.Parameters(layer.Module).On(tape);
        Variable<double> x = tape.Input(LayerCatalogue.Input(layer), layer.Input);
        Variable<double> y = layer.Module.Forward(theta, x);
        Variable<double> weights = Samples.Input(tape, y.Shape, "weights");
        Variable<double> loss = theta.Aggregate((weights * y).Sum() + x.Sum(), (sum, entry) => sum + entry.Value.Sum());
        Assert.Equal(weights.ToArray(), tape.Gradient(loss, y).ToArray());
    }

    [Fact]
    public void Frozen_statistics_are_handed_on_as_variables_of_their_own()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        BatchNorm1d<double> norm = new(2, NormalizationPolicy.Frozen);
        Variables<double> given = norm.InitializeStatistics().On(tape);
        StatisticsCollector<double> collector = new();
        norm.Forward(Samples.Parameters(norm).On(tape), Samples.Input(tape, [3, 2]), Pass<double>.Evaluation.Updating(given, collector));
        foreach ((string name, Variable<double> before) in given)
        {
            // s s' with s' = s: by s' it is s.
            Variable<double> after = collector.Statistics[name];
            Assert.Equal(before.ToArray(), tape.Gradient((before * after).Sum(), after).ToArray());
        }
    }
}
