namespace AutogradMaml.Examples.Omniglot;

/// <summary>What the labels of training tasks are. On the command line and in files the names are written small.</summary>
internal enum LabelKind
{
    /// <summary>Drawn for each task.</summary>
    Drawn,

    /// <summary>A class has the same one in all tasks, so that a net may learn them by heart.</summary>
    Fixed,
}
