namespace AutogradMaml.Autograd;

/// <summary>Where the value of a slot lies.</summary>
internal enum SlotKind
{
    /// <summary>In the workspace, written by the user before each run.</summary>
    Input,

    /// <summary>In the program, the same for all runs and workspaces.</summary>
    Constant,

    /// <summary>In the workspace, at a place that other values use at other times.</summary>
    Buffer,

    /// <summary>In the workspace, one tile at a time: it is made and used up within one tiled step.</summary>
    Tile,

    /// <summary>Where another slot lies: the same memory under another shape.</summary>
    View,
}
