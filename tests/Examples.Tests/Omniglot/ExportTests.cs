using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Omniglot;

/// <summary>A trained net's adaptation is written as a model; that a host gives its numbers is tested in tests/Onnx.Tests.</summary>
public sealed class ExportTests
{
    [Fact]
    public void A_model_of_a_trained_net_is_written()
    {
        using TemporaryFolder folder = new();
        RunOptions training = new()
        {
            Preset = PresetName.Quick,
            Ways = 3,
            Iterations = 3,
            Threads = 2,
            TestTasks = 2,
            Out = Path.Combine(folder.Path, "trained"),
        };
        new Run(training).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string file = Path.Combine(folder.Path, "characters.onnx");
        RunOptions options = training with
        {
            Iterations = null,
            TestTasks = null,
            Out = null,
            Shots = 2,
            Evaluate = Path.Combine(training.Folder, "maml.safetensors"),
            Onnx = file,
        };
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("  in  support.inputs [6, 1, 28, 28]", lines);
        Assert.Contains("  in  support.targets [6]", lines);
        Assert.Contains("  in  query.inputs [1, 1, 28, 28]", lines);
        Assert.Contains("  out prediction [1, 3]", lines);
        Assert.InRange(new FileInfo(file).Length, 10_000, 10_000_000);
    }
}
