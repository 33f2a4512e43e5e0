namespace AutogradMaml.Autograd;

/// <summary>What it costs to compute an operation once more on tiles that lie in the cache, against reading its result from
/// memory.</summary>
internal enum AnewCost
{
    /// <summary>More than to read the result, or nobody measured it: it is computed once.</summary>
    Dear,

    /// <summary>An addition, a product, a selection or a copy.</summary>
    Cheap,

    /// <summary>A search in the windows of planes.</summary>
    Planes,

    /// <summary>A convolution of one channel.</summary>
    Convolution,
}
