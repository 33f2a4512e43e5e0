using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>The operation on the tape at which the fault shows first, checked by itself on the values that it had there.</summary>
/// <param name="Place">Its place in the list, the n of %n.</param>
/// <param name="Name">Its name.</param>
/// <param name="InputShapes">The shapes of its inputs.</param>
/// <param name="OutputShape">The shape of its result.</param>
/// <param name="Rule">What is wrong with it: a rule (VJP, JVP or both), or what it does.</param>
/// <param name="Input">Which of its inputs is concerned, from 0; -1 when none in particular.</param>
/// <param name="Reverse">&lt;J' v, u&gt; for random v and u, by its VJP rule; NaN when it could not be had.</param>
/// <param name="Forward">&lt;v, J u&gt; by its JVP rule; NaN when it could not be had.</param>
/// <param name="Numeric">The same by finite differences of its value; NaN when it could not be had.</param>
/// <param name="Factor">analytic / numeric of the operation by itself, where it is the same for all wrong elements.</param>
/// <param name="Detail">The fault in a sentence.</param>
public sealed record OperationFault(
    int Place,
    string Name,
    IReadOnlyList<Shape> InputShapes,
    Shape OutputShape,
    string Rule,
    int Input,
    double Reverse,
    double Forward,
    double Numeric,
    double? Factor,
    string Detail)
{
    /// <summary>The operation as a line of the tape.</summary>
    public string Line => $"%{Place} = {Name}({string.Join(", ", InputShapes)}) : {OutputShape}";

    /// <summary>Where, which rule, and the numbers, as in the table of the report.</summary>
    public override string ToString() => ReportTable.Of(this);
}
