using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

public class ModuleTests
{
    private static readonly Sequential<double> Net = new(
        new Linear<double>(3, 4), Activations.Relu<double>(),
        new Sequential<double>(new LayerNorm<double>([4]), new Linear<double>(4, 2, bias: false)));

    [Fact]
    public void Names_are_those_of_a_PyTorch_state_dict()
    {
        Assert.Equal(["0.weight", "0.bias", "2.0.weight", "2.0.bias", "2.1.weight"], Net.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(3, Net.Count);
        Assert.Same(Net[1], Net.ElementAt(1));
    }

    [Fact]
    public void Initial_parameters_depend_on_the_seed_and_the_place_only()
    {
        Parameters<double> first = Net.Initialize(1);
        Assert.Equal(Net.Parameters.Select(parameter => parameter.Name), first.Names);
        Assert.Equal(Samples.Flatten(first), Samples.Flatten(Net.Initialize(1)));
        Assert.NotEqual(Samples.Flatten(first), Samples.Flatten(Net.Initialize(2)));

        // A longer net starts with the same first layer; two equal layers start differently.
        Sequential<double> longer = new(new Linear<double>(3, 4), new Linear<double>(4, 4), new Linear<double>(4, 4));
        Parameters<double> other = longer.Initialize(1);
        Assert.Equal(Tensors.ToArray(first["0.weight"]), Tensors.ToArray(other["0.weight"]));
        Assert.NotEqual(Tensors.ToArray(other["1.weight"]), Tensors.ToArray(other["2.weight"]));
        Assert.All(Tensors.ToArray(first["2.0.weight"]), value => Assert.Equal(1, value));
        Assert.All(Tensors.ToArray(first["0.bias"]), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Parameters_of_another_module_are_refused_by_name_and_by_shape()
    {
        using Tape<double> tape = new();
        Linear<double> linear = new(3, 2);
        Variables<double> reversed = new(
            Samples.Parameters(linear).Reverse().Select(entry => KeyValuePair.Create(entry.Key, tape.Input(entry.Value))));
        var exception = Assert.Throws<ArgumentException>(() => linear.Forward(reversed, tape.Ones([1, 3])));
        Assert.Contains(
            "takes the parameters [weight, bias] in this order, got [bias, weight]", exception.Message, StringComparison.Ordinal);

        Variables<double> larger = Samples.Parameters(new Linear<double>(4, 2)).On(tape);
        exception = Assert.Throws<ArgumentException>(() => linear.Forward(larger, tape.Ones([1, 3])));
        Assert.Contains("The parameter 'weight' has shape [2, 4], expected [2, 3]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_puts_tensors_in_order()
    {
        Parameters<double> parameters = Samples.Parameters(Net);
        Parameters<double> loaded = Net.Load(new Parameters<double>(parameters.Reverse()));
        loaded.RequireSameLayout(parameters);
        Assert.Equal(Samples.Flatten(parameters), Samples.Flatten(loaded));
    }

    [Fact]
    public void Load_lists_everything_that_does_not_fit()
    {
        List<KeyValuePair<string, Tensor<double>>> entries = [.. Samples.Parameters(Net)];
        entries[1] = KeyValuePair.Create("0.biases", entries[1].Value);
        entries[4] = KeyValuePair.Create("2.1.weight", Tensors.Create<double>(new double[8], [4, 2]));
        var exception = Assert.Throws<ArgumentException>(() => Net.Load(new Parameters<double>(entries)));
        Assert.Contains(
            "The tensors are not those of this module. Missing: '0.bias' [4]. Of another shape: '2.1.weight' [4, 2] " +
            "instead of [2, 4]. Not expected: '0.biases'. Under(prefix) takes a part of a larger set, Prefixed(prefix) renames one.",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_keeps_the_list_short()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => Net.Load(
                new Parameters<double>(
                    Enumerable.Range(0, 1000).Select(k => KeyValuePair.Create($"x{k}", Tensors.Create<double>([1], [1]))))));
        Assert.Contains("and 990 more", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 1000);
    }
}
