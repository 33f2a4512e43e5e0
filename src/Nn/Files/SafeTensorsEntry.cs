using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>One tensor of a safetensors header, checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct SafeTensorsEntry(string Name, ElementType Type, Shape Shape, long Begin, long End)
{
    /// <summary>The name as an error message may show it.</summary>
    public string ShownName => FileText.Show(Name);
}
