namespace AutogradMaml.Maml;

/// <summary>In which passes of an adaptation dropout layers act. Their masks are an episode's noise: other ones at each iteration, task and
/// inner step.</summary>
[Flags]
public enum DropoutUse
{
    /// <summary>In none: as in evaluation.</summary>
    None = 0,

    /// <summary>In those of the support set, by which it adapts.</summary>
    Inner = 1,

    /// <summary>In those of the query set, by which it is judged in training.</summary>
    Outer = 2,

    /// <summary>In both.</summary>
    Both = Inner | Outer,
}
