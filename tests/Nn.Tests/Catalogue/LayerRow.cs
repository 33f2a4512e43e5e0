using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>A layer with an input that fits.</summary>
/// <param name="Module">The layer.</param>
/// <param name="Input">The shape of the input of one task.</param>
/// <param name="Layout">The names and shapes of its parameters, in the order of a PyTorch state dict.</param>
internal sealed record LayerRow(Module<double> Module, Shape Input, string Layout = "")
{
    /// <summary>The names and shapes of its statistics, as in a PyTorch state dict.</summary>
    public string Statistics { get; init; } = string.Empty;

    /// <summary>Whether the input holds row numbers.</summary>
    public bool TakesRowNumbers { get; init; }

    /// <summary>A shape of an input that is refused, and what is said beside it; in one row of each layer.</summary>
    public (int[] Shape, string Message)? Bad { get; init; }

    /// <summary>Why an input of any shape is taken, where it is.</summary>
    public string? AnyShape { get; init; }
}
