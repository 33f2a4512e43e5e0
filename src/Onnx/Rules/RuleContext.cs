using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>An operation that is written: what a rule reads.</summary>
/// <param name="Graph">Where its nodes are put.</param>
/// <param name="Description">Kind and settings; null where nobody knows.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Result">The shape of its result.</param>
internal sealed record RuleContext(OnnxGraph Graph, OperationDescription? Description, IReadOnlyList<OnnxValue> Inputs, Shape Result)
{
    /// <summary>The first input.</summary>
    public OnnxValue X => Inputs[0];

    /// <summary>The second input.</summary>
    public OnnxValue Y => Inputs[1];

    /// <summary>A whole number among the settings.</summary>
    public int Integer(string name) => Description!.Integer(name);

    /// <summary>A list of whole numbers among the settings.</summary>
    public IReadOnlyList<int> Integers(string name) => Description!.Integers(name);

    /// <summary>A number among the settings.</summary>
    public double Number(string name) => Description!.Number(name);

    /// <summary>A yes or no among the settings.</summary>
    public bool Flag(string name) => Description!.Flag(name);
}
