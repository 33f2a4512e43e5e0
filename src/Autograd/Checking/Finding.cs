namespace AutogradMaml.Autograd.Checking;

/// <summary>What a sweep of the step says about one number of a gradient.</summary>
internal enum Finding
{
    /// <summary>The differences settle, and on that number.</summary>
    Agrees,

    /// <summary>They settle on another number.</summary>
    Wrong,

    /// <summary>The one-sided differences don't approach each other.</summary>
    Kink,

    /// <summary>They don't settle, or not well enough to tell.</summary>
    Unclear,
}
