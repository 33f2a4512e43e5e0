namespace AutogradMaml.Examples.Materials;

/// <summary>What the ways to tell an activity are called in tables and files.</summary>
internal static class MoleculeMethods
{
    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<MoleculeMethod> All { get; } = Enum.GetValues<MoleculeMethod>();

    /// <summary>Those that are trained.</summary>
    public static IReadOnlyList<MoleculeMethod> Trained { get; } = [MoleculeMethod.Pretrained, MoleculeMethod.Anil, MoleculeMethod.R2D2];

    /// <summary>The name of one.</summary>
    public static string NameOf(MoleculeMethod method) => method switch
    {
        MoleculeMethod.SupportMean => "mean of the support",
        MoleculeMethod.RidgeOwn => "ridge, support",
        MoleculeMethod.RidgeOthers => "ridge, other families",
        MoleculeMethod.RidgeBoth => "ridge, other families and support",
        MoleculeMethod.Pretrained => "pre-trained net",
        MoleculeMethod.PretrainedTuned => "pre-trained net, tuned",
        MoleculeMethod.Anil => "anil",
        MoleculeMethod.R2D2 => "r2-d2",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
    };
}
