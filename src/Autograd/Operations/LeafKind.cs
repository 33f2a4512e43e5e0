namespace AutogradMaml.Autograd;

/// <summary>As what a value was put on a tape from outside.</summary>
internal enum LeafKind
{
    /// <summary>It was not: an operation computed it.</summary>
    None,

    /// <summary>As an input, which a program must be given.</summary>
    Input,

    /// <summary>As a constant, which a program keeps.</summary>
    Constant,
}
