using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Every layer once, with an input that fits: what the generic tests run over.</summary>
internal static class ModuleCases
{
    /// <summary>How many tasks the tests with a task axis have.</summary>
    public const int Tasks = 3;

    /// <summary>A layer, the shape of the input of one task, and whether the input holds row numbers.</summary>
    public sealed record Case(Module<double> Module, Shape Input, bool TakesRowNumbers = false);

    private static readonly Dictionary<string, Case> All = new()
    {
        ["linear"] = new(new Linear<double>(4, 2), [5, 4]),
        ["linear without bias"] = new(new Linear<double>(4, 2, bias: false), [5, 4]),
        // As many positions as tasks: matching the wrong axes would go unnoticed by shapes.
        ["linear with an axis between"] = new(new Linear<double>(4, 2), [Tasks, 5, 4]),
        ["layer norm"] = new(new LayerNorm<double>([4]), [5, 4]),
        ["layer norm without bias"] = new(new LayerNorm<double>([4], bias: false), [5, 4]),
        ["layer norm without parameters"] = new(new LayerNorm<double>([4], affine: false), [5, 4]),
        ["layer norm over two axes"] = new(new LayerNorm<double>([2, 3], epsilon: 0.1), [5, 2, 3]),
        ["layer norm with an axis between"] = new(new LayerNorm<double>([4]), [Tasks, 5, 4]),
        ["embedding"] = new(new Embedding<double>(6, 2), [5], TakesRowNumbers: true),
        ["embedding of a table of numbers"] = new(new Embedding<double>(6, 2), [5, Tasks], TakesRowNumbers: true),
        ["dropout"] = new(new Dropout<double>(0.4), [5, 4]),
        ["tanh"] = new(Activations.Tanh<double>(), [5, 4]),
        ["net"] = new(Net(), [5, 4]),
        ["net after an embedding"] = new(new Sequential<double>(new Embedding<double>(6, 4), Net()), [5], TakesRowNumbers: true),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> NamesOfContinuousInput => [.. All.Where(entry => !entry.Value.TakesRowNumbers).Select(entry => entry.Key)];

    public static TheoryData<string> NamesWithParameters => [.. All.Where(entry => entry.Value.Module.Parameters.Count > 0).Select(entry => entry.Key)];

    public static Case Get(string name) => All[name];

    /// <summary>The input of one task, or of all with a task axis.</summary>
    public static double[] Input(Case layer, int tasks = 1)
    {
        double[] numbers = Samples.Numbers(tasks * layer.Input.ElementCount, "input");
        return layer.TakesRowNumbers ? [.. numbers.Select(number => Math.Floor(Math.Abs(number) * 100) % 6)] : numbers;
    }

    private static Sequential<double> Net() => new(
        new Linear<double>(4, 3), new LayerNorm<double>([3]), Activations.Gelu<double>(), new Dropout<double>(0.3), new Linear<double>(3, 2));
}
