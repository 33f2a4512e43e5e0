using AutogradMaml.Autograd;
using AutogradMaml.Nn.Tests.Modules;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>What holds of every layer beside derivatives (ModuleGradientTests) and the task axis (TaskAxisTests): PyTorch's layout, replay,
/// hard points and bad input.</summary>
public class LayerCatalogueTests
{
    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void Names_shapes_and_order_of_its_parameters_are_those_of_PyTorch(string name)
    {
        LayerRow row = LayerCatalogue.Get(name);
        Assert.Equal(row.Layout, Layout(row.Module.Parameters));
        Assert.Equal(row.Statistics, Layout(row.Module.Statistics));
        Assert.Equal(row.Layout, row.Module.Initialize(1).ToString());
        Assert.Equal(row.Statistics, row.Module.InitializeStatistics().ToString());
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void A_program_of_it_gives_the_bits_of_the_recording(string name)
    {
        LayerRow row = LayerCatalogue.Get(name);
        ReplayedBits.Require<double>(2, (tape, point) =>
        {
            Variable<double> input = tape.Input(LayerCatalogue.Input(row, point + 1).AsSpan(^row.Input.ElementCount..), row.Input);
            Parameters<double> parameters = Samples.OfTask(Samples.Parameters(row.Module, point + 1), point);
            Results results = Results.Of(row, tape, parameters, input);
            return ([input, .. results.Theta.Values], results.All);
        });
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void Where_all_inputs_are_equal_or_large_it_is_finite_with_its_derivatives(string name)
    {
        // Equal ones have no variance, no greatest one and no direction; zeros stand at every kink; large ones saturate.
        LayerRow row = LayerCatalogue.Get(name);
        foreach (double value in (double[])[0, 1, -1, 1e6, -1e6])
        {
            if (row.TakesRowNumbers && value is not (0 or 1))
            {
                continue;
            }

            foreach (double scale in (double[])[0, 1])
            {
                using PoolCheck pool = new();
                using Tape<double> tape = pool.Tape<double>();
                Parameters<double> parameters = scale * Samples.Parameters(row.Module);
                Results results = Results.Of(row, tape, parameters, tape.Full(row.Input, value));
                foreach (Variable<double> result in results.All)
                {
                    Assert.True(
                        result.ToArray().All(double.IsFinite),
                        $"With every input {value} and parameters times {scale}: {string.Join(", ", result.ToArray().Take(8))}.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void An_input_that_does_not_fit_is_refused_by_name_with_both_shapes(string name)
    {
        LayerRow row = LayerCatalogue.Get(name);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> theta = Samples.Parameters(row.Module).On(tape);
        if (row.AnyShape is not null)
        {
            row.Module.Forward(theta, tape.Zeros(Shape.Scalar));
        }
        else if (!row.TakesRowNumbers)
        {
            Assert.EndsWith(", got []. (Parameter 'input')", Refused(Shape.Scalar), StringComparison.Ordinal);
        }

        if (row.Bad is { } bad)
        {
            string said = Refused(Shape.Create(bad.Shape));
            Assert.StartsWith(bad.Message, said, StringComparison.Ordinal);
            Assert.Contains($"got {Shape.Create(bad.Shape)}", said, StringComparison.Ordinal);
        }

        string Refused(Shape shape) => Assert.Throws<ArgumentException>(() => row.Module.Forward(theta, tape.Ones(shape))).Message;
    }

    private static string Layout(IReadOnlyList<ParameterSpecification<double>> parameters)
        => string.Join(", ", parameters.Select(static parameter => $"{parameter.Name} {parameter.Shape}"));

    /// <summary>The output, the gradients of a curved sum of it by input and parameters, and a product with the Hessian.</summary>
    private sealed record Results(Variables<double> Theta, Variable<double>[] All)
    {
        public static Results Of(LayerRow row, Tape<double> tape, Parameters<double> parameters, Variable<double> input)
        {
            Variables<double> theta = parameters.On(tape);
            Variable<double> output = row.Module.Forward(theta, input, new FixedMasks(0, 1));
            Variable<double> loss = Samples.Weighted(output.Square());
            Variable<double>[] by = row.TakesRowNumbers ? [.. theta.Values] : [input, .. theta.Values];
            Variable<double>[] gradient = tape.Gradient(loss, by);
            return new(theta, [output, .. gradient, .. tape.HessianVectorProduct(loss, by, [.. by.Select(x => tape.Ones(x.Shape))])]);
        }
    }
}
