namespace AutogradMaml.Autograd;

/// <summary>One operation of a program.</summary>
public sealed class ProgramOperation
{
    internal ProgramOperation(string name, OperationDescription? description, IReadOnlyList<ProgramArray> inputs, ProgramArray result)
        => (Name, Description, Inputs, Result) = (name, description, inputs, result);

    /// <summary>The name in listings and errors, with the constants that matter: <c>sum(axes 1)</c>.</summary>
    public string Name { get; }

    /// <summary>What it computes, in a form to work with; null where the library does not know: a call to the host, an operation of a
    /// user's own.</summary>
    public OperationDescription? Description { get; }

    /// <summary>What it reads.</summary>
    public IReadOnlyList<ProgramArray> Inputs { get; }

    /// <summary>What it computes; no other operation computes the same array.</summary>
    public ProgramArray Result { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
