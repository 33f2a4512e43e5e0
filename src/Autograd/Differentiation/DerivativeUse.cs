namespace AutogradMaml.Autograd;

/// <summary>What the caller will do with a derivative.</summary>
public enum DerivativeUse
{
    /// <summary>It may be differentiated again: its operations stay on the tape. The default, because the other choice loses
    /// something.</summary>
    Differentiable,

    /// <summary>Only its value is wanted: the sweep gives memory back as it goes, and only the results stay. A later sweep that would have
    /// to pass them throws; it never takes them for constants.</summary>
    Final,
}
