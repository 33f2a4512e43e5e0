using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Tests.Omniglot;

public sealed class BeginningTests
{
    private const int Steps = 2;

    [Fact]
    public void A_net_is_taken_as_it_is_and_its_normalization_for_each_inner_step()
    {
        Maml<float> plain = new(Net(3, NormalizationPolicy.Batch), Loss.CrossEntropy, Steps, StepSizes<float>.Constant(0.1));
        MamlPlusPlus<float> perStep = new(Net(3, NormalizationPolicy.PerInnerStep(Steps)), Loss.CrossEntropy, Steps, 0.1);
        Parameters<float> trained = plain.Initialize(5);
        Parameters<float> begun = Beginning.Of(perStep, 7, new(trained, 30, "before", null));
        Assert.Equal(perStep.Initialize(7).Names, begun.Names);
        Assert.Equal(Numbers(trained["net.0.weight"]), Numbers(begun["net.0.weight"]));
        float[] once = Numbers(trained["net.1.weight"]);
        Assert.Equal([.. once, .. once], Numbers(begun["net.1.weight"]));
        Assert.Equal([Steps, once.Length], begun["net.1.weight"].Lengths.ToArray());
        foreach ((string name, Tensor<float> drawn) in perStep.Initialize(7).Where(entry => !trained.TryGet(entry.Key, out _)))
        {
            Assert.Equal(Numbers(drawn), Numbers(begun[name]));
        }

        // The same learner begins with what was trained, all of it.
        Assert.All(
            Beginning.Of(plain, 9, new(trained, 30, "before", null)),
            entry => Assert.Equal(Numbers(trained[entry.Key]), Numbers(entry.Value)));
    }

    [Fact]
    public void A_net_without_a_last_layer_gets_one_of_zeros()
    {
        PrototypicalNetwork<float> body = new(
            new Sequential<float>(new Linear<float>(2, 4), new BatchNorm1d<float>(4, NormalizationPolicy.Batch)), 3);
        Maml<float> learner = new(Net(3, NormalizationPolicy.Batch), Loss.CrossEntropy, Steps, StepSizes<float>.Constant(0.1));
        Parameters<float> trained = body.Initialize(5);
        Parameters<float> begun = Beginning.Of(learner, 7, new(trained, 30, "before", null));
        Assert.Equal(learner.Initialize(7).Names, begun.Names);
        Assert.All(trained, entry => Assert.Equal(Numbers(entry.Value), Numbers(begun[entry.Key])));
        Assert.Equal(new float[12], Numbers(begun["net.2.weight"]));
        Assert.Equal(new float[3], Numbers(begun["net.2.bias"]));
    }

    [Fact]
    public void The_residual_net_goes_on_from_the_pooled_one_and_not_from_half_of_itself()
    {
        PrototypicalNetwork<float> pooled = new(PaperNets.OmniglotPooled<float>(3, filters: 2)[..^1], 3);
        PrototypicalNetwork<float> residual = new(PaperNets.OmniglotResidual<float>(3, filters: 2)[..^1], 3);
        Parameters<float> trained = pooled.Initialize(5);
        Parameters<float> begun = Beginning.Of(residual, 7, new(trained, 30, "before", null));
        Parameters<float> drawn = residual.Initialize(7);
        Assert.Equal(drawn.Names, begun.Names);
        Assert.All(begun, entry => Assert.Equal(
            Numbers(trained.TryGet(entry.Key, out Tensor<float>? value) ? value : drawn[entry.Key]), Numbers(entry.Value)));
        Parameters<float> half = new(drawn.Where(static entry => !entry.Key.Contains(".deeper1.", StringComparison.Ordinal)));
        Assert.EndsWith(
            "Here there is 'net.1.deeper1.block.0.weight', which it has not.",
            Assert.Throws<UsageException>(() => Beginning.Of(residual, 1, new(half, 30, "before", null))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_net_is_refused()
    {
        Maml<float> three = new(Net(3, NormalizationPolicy.Batch), Loss.CrossEntropy, Steps, StepSizes<float>.Constant(0.1));
        Maml<float> four = new(Net(4, NormalizationPolicy.Batch), Loss.CrossEntropy, Steps, StepSizes<float>.Constant(0.1));
        Maml<float> dense = new(new Linear<float>(2, 3), Loss.CrossEntropy, Steps, StepSizes<float>.Constant(0.1));
        Assert.Equal(
            "--start: the checkpoint is not one of this net; give --ways and --net as in its training. Here 'net.2.weight' is " +
                "[3, 4] there and [4, 4] here.",
            Assert.Throws<UsageException>(() => Beginning.Of(four, 1, new(three.Initialize(1), 30, "before", null))).Message);
        Assert.EndsWith(
            "Here there is no 'net.weight'.",
            Assert.Throws<UsageException>(() => Beginning.Of(four, 1, new(dense.Initialize(1), 30, "before", null))).Message,
            StringComparison.Ordinal);
        Parameters<float> first = new(four.Initialize(1).Take(2));
        Assert.EndsWith(
            "Here there is 'net.1.weight', which it has not.",
            Assert.Throws<UsageException>(() => Beginning.Of(four, 1, new(first, 30, "before", null))).Message,
            StringComparison.Ordinal);
        Parameters<float> most = new(four.Initialize(1).Skip(1));
        Assert.EndsWith(
            "Here there is 'net.0.weight', which it has not.",
            Assert.Throws<UsageException>(() => Beginning.Of(four, 1, new(most, 30, "before", null))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_begins_with_the_net_of_another_and_says_so()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        RunOptions options = new()
        {
            Preset = PresetName.Quick,
            Iterations = 60,
            Ways = 3,
            Validation = 0,
            TestTasks = 40,
            Out = first.Path,
        };
        Execute(options);
        string start = Path.Combine(first.Path, "maml.safetensors");
        RunOptions on = options with { Method = Methods.Named("maml++"), Iterations = 1, Out = second.Path, Start = start };
        Assert.Contains("Checkpoint after 60 iterations", Execute(on), StringComparison.Ordinal);
        JsonNode results = JsonNode.Parse(File.ReadAllText(Path.Combine(second.Path, "results.json")))!;
        Assert.EndsWith("--start CHECKPOINT", (string)results["options"]!, StringComparison.Ordinal);

        // The first step of Adam moves each number by no more than its size, 0.001.
        float[] before = Numbers(TrainingCheckpoint<float>.Read(start).MetaParameters["net.0.0.weight"]);
        string end = Path.Combine(second.Path, "maml++.safetensors");
        float[] after = Numbers(TrainingCheckpoint<float>.Read(end).MetaParameters["net.0.0.weight"]);
        Assert.All(before.Zip(after), static pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.0011));
        Assert.NotEqual(before, after);
        Assert.Throws<UsageException>(() => Execute(on with { Start = null, Resume = true }));
    }

    private static Sequential<float> Net(int classes, NormalizationPolicy policy)
        => new(new Linear<float>(2, 4), new BatchNorm1d<float>(4, policy), new Linear<float>(4, classes));

    private static float[] Numbers(Tensor<float> tensor)
    {
        var numbers = new float[tensor.FlattenedLength];
        tensor.FlattenTo(numbers);
        return numbers;
    }

    private static string Execute(RunOptions options)
    {
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        return output.ToString();
    }
}
