namespace AutogradMaml.Examples.Materials;

/// <summary>The kinds of bonds.</summary>
internal enum BondOrder
{
    /// <summary>A single bond; also the directed ones, whose direction is not kept.</summary>
    Single = 1,

    /// <summary>A double bond.</summary>
    Double = 2,

    /// <summary>A triple bond.</summary>
    Triple = 3,

    /// <summary>A bond of an aromatic ring.</summary>
    Aromatic = 4,
}
