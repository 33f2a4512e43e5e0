namespace AutogradMaml.Examples.Materials;

/// <summary>An atom of a molecule.</summary>
/// <param name="Symbol">The element's symbol, as in the periodic table.</param>
/// <param name="IsAromatic">Whether it was written as aromatic.</param>
/// <param name="Hydrogens">The hydrogens at it that are no atoms of their own.</param>
/// <param name="Charge">Its charge.</param>
/// <param name="Isotope">Its mass number; 0 where none was given.</param>
internal readonly record struct Atom(string Symbol, bool IsAromatic, int Hydrogens, int Charge, int Isotope);
