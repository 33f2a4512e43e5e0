using System.Reflection;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>docs/layers.md names every layer, loss and net that there is, and its program is compiled.</summary>
public class LayersPageTests
{
    [Fact]
    public void Every_layer_loss_and_net_is_on_the_page()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "layers.md"));
        string[] layers = [.. typeof(Module<>).Assembly.GetExportedTypes()
            .Where(static type => !type.IsAbstract && type.BaseType is not null && IsModule(type))
                .Select(static type => type.Name.Split('`')[0])];
        Assert.True(layers.Length > 20);
        string[] losses = [.. Functions(typeof(Loss)).Where(static name => name != nameof(Loss.DescriptionOf))];
        Assert.All(
            [.. layers, .. losses, .. Functions(typeof(PaperNets)), .. Functions(typeof(Activations)), .. Functions(typeof(Segments))],
            name => Assert.Contains(name, Names(page)));
        Assert.Contains("](docs/layers.md)", File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_program_of_the_page_is_here() => Guide.RequireCompiled("layers.md", "LayersPageTests.cs", count: 2);

    [Fact]
    public void A_learner_with_smoothed_labels()
    {
        var net = new Linear<float>(2, 3);

        // <guide>
        var learner = new Maml<float>(net, Loss.CrossEntropyWith<float>(labelSmoothing: 0.1), steps: 5, StepSizes<float>.Constant(0.1));

        // </guide>
        Assert.Contains("CrossEntropy label smoothing 0.1", learner.Adaptation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_message_passing()
    {
        using var tape = new Tape<double>();
        var layer = new Linear<double>(2, 2);
        Variables<double> theta = layer.Initialize(1).On(tape);
        Variable<double> nodes = tape.Ones([3, 2]);
        Variable<double> sources = tape.Input([0, 0], [2]);
        Variable<double> targets = tape.Input([1, 1], [2]);

        // <guide>
        Variable<double> messages = layer.Forward(theta, nodes.TakeRows(sources));
        Variable<double> updated = nodes + Segments.Mean(messages, targets, count: 3);

        // </guide>
        Assert.Equal([1, 1], updated.At(0, 2).ToArray());
        Assert.Equal(messages.At(0, 0).ToArray().Select(static value => 1 + value), updated.At(0, 1).ToArray());
    }

    private static HashSet<string> Names(string page) => [.. page.Split('`', '.', ',', ' ', '\n')];

    private static IEnumerable<string> Functions(Type type)
        => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Select(static method => method.Name).Distinct();

    private static bool IsModule(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() == typeof(Module<>))
            {
                return true;
            }
        }

        return false;
    }
}
