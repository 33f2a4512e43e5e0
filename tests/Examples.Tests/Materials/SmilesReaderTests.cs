using System.Text.RegularExpressions;
using AutogradMaml.Examples.Materials;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed partial class SmilesReaderTests
{
    /// <summary>Name, SMILES, molecular formula, and the number of bonds between atoms other than hydrogen.</summary>
    public static TheoryData<string, string, string, int> Known => new()
    {
        { "water", "O", "H2O", 0 },
        { "ammonia", "N", "H3N", 0 },
        { "methane", "C", "CH4", 0 },
        { "hydrogen cyanide", "C#N", "CHN", 1 },
        { "carbon dioxide", "O=C=O", "CO2", 2 },
        { "hydrogen", "[H][H]", "H2", 0 },
        { "heavy water", "[2H]O[2H]", "H2O", 0 },
        { "hydronium", "[OH3+]", "H3O", 0 },
        { "ammonium", "[NH4+]", "H4N", 0 },
        { "hydroxide", "[OH-]", "HO", 0 },
        { "sodium chloride", "[Na+].[Cl-]", "NaCl", 0 },
        { "nitrogen", "N#N", "N2", 1 },
        { "oxygen", "O=O", "O2", 1 },
        { "carbon monoxide", "[C-]#[O+]", "CO", 1 },
        { "hydrogen chloride", "Cl", "HCl", 0 },
        { "hydrogen sulfide", "S", "H2S", 0 },
        { "sulfur dioxide", "O=S=O", "SO2", 2 },
        { "sulfuric acid", "OS(=O)(=O)O", "H2SO4", 4 },
        { "phosphoric acid", "OP(=O)(O)O", "H3PO4", 4 },
        { "nitric acid", "O[N+](=O)[O-]", "HNO3", 3 },
        { "boric acid", "OB(O)O", "H3BO3", 3 },
        { "ethane", "CC", "C2H6", 1 },
        { "ethylene", "C=C", "C2H4", 1 },
        { "acetylene", "C#C", "C2H2", 1 },
        { "propane", "CCC", "C3H8", 2 },
        { "isobutane", "CC(C)C", "C4H10", 3 },
        { "neopentane", "CC(C)(C)C", "C5H12", 4 },
        { "cyclopropane", "C1CC1", "C3H6", 3 },
        { "cyclohexane", "C1CCCCC1", "C6H12", 6 },
        { "cyclohexene", "C1=CCCCC1", "C6H10", 6 },
        { "methanol", "CO", "CH4O", 1 },
        { "ethanol", "CCO", "C2H6O", 2 },
        { "dimethyl ether", "COC", "C2H6O", 2 },
        { "ethylene glycol", "OCCO", "C2H6O2", 3 },
        { "glycerol", "OCC(O)CO", "C3H8O3", 5 },
        { "acetone", "CC(=O)C", "C3H6O", 3 },
        { "acetaldehyde", "CC=O", "C2H4O", 2 },
        { "formaldehyde", "C=O", "CH2O", 1 },
        { "formic acid", "OC=O", "CH2O2", 2 },
        { "acetic acid", "CC(=O)O", "C2H4O2", 3 },
        { "acetate", "CC(=O)[O-]", "C2H3O2", 3 },
        { "ethyl acetate", "CCOC(C)=O", "C4H8O2", 5 },
        { "oxalic acid", "OC(=O)C(=O)O", "C2H2O4", 5 },
        { "citric acid", "OC(=O)CC(O)(CC(=O)O)C(=O)O", "C6H8O7", 12 },
        { "lactic acid", "CC(O)C(=O)O", "C3H6O3", 5 },
        { "urea", "NC(N)=O", "CH4N2O", 3 },
        { "methylamine", "CN", "CH5N", 1 },
        { "trimethylamine", "CN(C)C", "C3H9N", 3 },
        { "acetonitrile", "CC#N", "C2H3N", 2 },
        { "nitromethane", "C[N+](=O)[O-]", "CH3NO2", 3 },
        { "nitromethane, five bonds", "CN(=O)=O", "CH3NO2", 3 },
        { "dimethyl sulfoxide", "CS(C)=O", "C2H6OS", 3 },
        { "dimethylformamide", "CN(C)C=O", "C3H7NO", 4 },
        { "chloroform", "ClC(Cl)Cl", "CHCl3", 3 },
        { "carbon tetrachloride", "ClC(Cl)(Cl)Cl", "CCl4", 4 },
        { "bromoethane", "CCBr", "C2H5Br", 2 },
        { "iodomethane", "CI", "CH3I", 1 },
        { "fluoroform", "FC(F)F", "CHF3", 3 },
        { "sulfur hexafluoride", "FS(F)(F)(F)(F)F", "F6S", 6 },
        { "tetrahydrofuran", "C1CCOC1", "C4H8O", 5 },
        { "1,4-dioxane", "C1COCCO1", "C4H8O2", 6 },
        { "morpholine", "C1COCCN1", "C4H9NO", 6 },
        { "piperidine", "C1CCNCC1", "C5H11N", 6 },
        { "benzene", "c1ccccc1", "C6H6", 6 },
        { "benzene, Kekule", "C1=CC=CC=C1", "C6H6", 6 },
        { "toluene", "Cc1ccccc1", "C7H8", 7 },
        { "phenol", "Oc1ccccc1", "C6H6O", 7 },
        { "aniline", "Nc1ccccc1", "C6H7N", 7 },
        { "benzoic acid", "OC(=O)c1ccccc1", "C7H6O2", 9 },
        { "nitrobenzene", "[O-][N+](=O)c1ccccc1", "C6H5NO2", 9 },
        { "styrene", "C=Cc1ccccc1", "C8H8", 8 },
        { "biphenyl", "c1ccccc1c1ccccc1", "C12H10", 13 },
        { "biphenyl, single bond written", "c1ccccc1-c1ccccc1", "C12H10", 13 },
        { "fluorene", "c1ccc2c(c1)Cc1ccccc12", "C13H10", 15 },
        { "carbazole", "c1ccc2c(c1)[nH]c1ccccc12", "C12H9N", 15 },
        { "naphthalene", "c1ccc2ccccc2c1", "C10H8", 11 },
        { "anthracene", "c1ccc2cc3ccccc3cc2c1", "C14H10", 16 },
        { "azulene", "c1ccc2cccc2cc1", "C10H8", 11 },
        { "pyridine", "c1ccncc1", "C5H5N", 6 },
        { "pyridinium", "c1cc[nH+]cc1", "C5H6N", 6 },
        { "pyrimidine", "c1cncnc1", "C4H4N2", 6 },
        { "pyrrole", "c1cc[nH]c1", "C4H5N", 5 },
        { "N-methylpyrrole", "Cn1cccc1", "C5H7N", 6 },
        { "furan", "o1cccc1", "C4H4O", 5 },
        { "thiophene", "s1cccc1", "C4H4S", 5 },
        { "imidazole", "c1c[nH]cn1", "C3H4N2", 5 },
        { "thiazole", "c1cscn1", "C3H3NS", 5 },
        { "indole", "c1ccc2[nH]ccc2c1", "C8H7N", 10 },
        { "quinoline", "c1ccc2ncccc2c1", "C9H7N", 11 },
        { "2-pyridone", "O=c1cccc[nH]1", "C5H5NO", 7 },
        { "2-hydroxypyridine", "Oc1ccccn1", "C5H5NO", 7 },
        { "phosphinine", "p1ccccc1", "C5H5P", 6 },
        { "borabenzene with hydrogen", "b1ccccc1", "C5H5B", 6 },
        { "purine", "c1ncc2[nH]cnc2n1", "C5H4N4", 10 },
        { "adenine", "Nc1ncnc2[nH]cnc12", "C5H5N5", 11 },
        { "uracil", "O=c1cc[nH]c(=O)[nH]1", "C4H4N2O2", 8 },
        { "caffeine", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "C8H10N4O2", 15 },
        { "nicotine", "CN1CCCC1c1cccnc1", "C10H14N2", 13 },
        { "aspirin", "CC(=O)Oc1ccccc1C(=O)O", "C9H8O4", 13 },
        { "paracetamol", "CC(=O)Nc1ccc(O)cc1", "C8H9NO2", 11 },
        { "ibuprofen", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "C13H18O2", 15 },
        { "glycine", "NCC(=O)O", "C2H5NO2", 4 },
        { "L-alanine", "C[C@H](N)C(=O)O", "C3H7NO2", 5 },
        { "D-alanine", "C[C@@H](N)C(=O)O", "C3H7NO2", 5 },
        { "L-tryptophan", "N[C@@H](Cc1c[nH]c2ccccc12)C(=O)O", "C11H12N2O2", 16 },
        { "glucose", "OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O", "C6H12O6", 12 },
        { "sucrose", "OC[C@H]1O[C@@](CO)(O[C@H]2O[C@H](CO)[C@@H](O)[C@H](O)[C@H]2O)[C@@H](O)[C@@H]1O", "C12H22O11", 24 },
        { "cholesterol", "CC(C)CCC[C@@H](C)[C@H]1CC[C@H]2[C@@H]3CC=C4C[C@@H](O)CC[C@]4(C)[C@H]3CC[C@]12C", "C27H46O", 31 },
        { "morphine", "CN1CC[C@]23c4c5ccc(O)c4O[C@H]2[C@@H](O)C=C[C@H]3[C@H]1C5", "C17H19NO3", 25 },
        { "adamantane", "C1C2CC3CC1CC(C2)C3", "C10H16", 12 },
        { "cubane", "C12C3C4C1C5C2C3C45", "C8H8", 12 },
        { "camphor", "CC1(C)C2CCC1(C)C(=O)C2", "C10H16O", 12 },
        { "trans-2-butene", "C/C=C/C", "C4H8", 3 },
        { "cis-2-butene", "C/C=C\\C", "C4H8", 3 },
        { "1,2-difluoroethene", "F/C=C/F", "C2H2F2", 3 },
        { "benzamide", "NC(=O)c1ccccc1", "C7H7NO", 9 },
        { "sulfanilamide", "Nc1ccc(cc1)S(N)(=O)=O", "C6H8N2O2S", 11 },
        { "saccharin", "O=C1NS(=O)(=O)c2ccccc12", "C7H5NO3S", 13 },
        { "diazepam", "CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc12", "C16H13ClN2O", 22 },
        { "vanillin", "COc1cc(C=O)ccc1O", "C8H8O3", 11 },
        { "menthol", "CC(C)C1CCC(C)CC1O", "C10H20O", 11 },
        { "limonene", "CC1=CCC(CC1)C(C)=C", "C10H16", 10 },
        { "ascorbic acid", "OC[C@H](O)[C@H]1OC(=O)C(O)=C1O", "C6H8O6", 12 },
        { "triethyl phosphate", "CCOP(=O)(OCC)OCC", "C6H15O4P", 10 },
        { "cysteine", "N[C@@H](CS)C(=O)O", "C3H7NO2S", 6 },
        { "biotin ring closures by percent", "OC(=O)CCCC[C@@H]%10SC[C@@H]%11NC(=O)N[C@H]%10%11", "C10H16N2O3S", 17 },
        { "carbon-13 methane", "[13CH4]", "CH4", 0 },
        { "labelled with a class", "[CH3:1][OH:2]", "CH4O", 1 },
        { "ferrocene's iron", "[Fe+2]", "Fe", 0 },
        { "tetramethylsilane", "C[Si](C)(C)C", "C4H12Si", 4 },
        { "selenophene", "[se]1cccc1", "C4H4Se", 5 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Atoms_hydrogens_and_bonds_are_those_of_the_formula(string name, string smiles, string formula, int bonds)
    {
        Molecule molecule = SmilesReader.Read(smiles);
        Dictionary<string, int> expected = Part().Matches(formula).ToDictionary(
            static part => part.Groups[1].Value,
            static part => part.Groups[2].Length == 0 ? 1 : int.Parse(part.Groups[2].Value, null));
        Assert.Equal(expected.GetValueOrDefault("H"), molecule.Hydrogens);
        Assert.Equal(
            expected.Where(static element => element.Key != "H").OrderBy(static element => element.Key, StringComparer.Ordinal),
            molecule.Atoms.Where(static atom => atom.Symbol != "H").GroupBy(static atom => atom.Symbol)
                .Select(static element => KeyValuePair.Create(element.Key, element.Count()))
                .OrderBy(static element => element.Key, StringComparer.Ordinal));
        Assert.Equal(molecule.HeavyAtoms, expected.Where(static element => element.Key != "H").Sum(static element => element.Value));
        Assert.True(
            bonds == molecule.Bonds.Count(bond => molecule.Atoms[bond.First].Symbol != "H" && molecule.Atoms[bond.Second].Symbol != "H"),
            name);
    }

    [Fact]
    public void There_are_more_than_a_hundred_of_them() => Assert.True(Known.Count > 100);

    [Fact]
    public void What_brackets_say_is_kept()
    {
        Molecule molecule = SmilesReader.Read("[13CH3:7][N+](C)(C)C.[O--].[35Cl-]");
        Assert.Equal(new Atom("C", false, 3, 0, 13), molecule.Atoms[0]);
        Assert.Equal(new Atom("N", false, 0, 1, 0), molecule.Atoms[1]);
        Assert.Equal(new Atom("O", false, 0, -2, 0), molecule.Atoms[5]);
        Assert.Equal(new Atom("Cl", false, 0, -1, 35), molecule.Atoms[6]);
        Assert.Equal(4, molecule.Bonds.Count);
    }

    [Fact]
    public void A_bond_that_is_not_written_is_aromatic_within_aromatic_rings_alone()
    {
        Assert.Equal(12, SmilesReader.Read("c1ccccc1c1ccccc1").Bonds.Count(static bond => bond.Order == BondOrder.Aromatic));
        Assert.Equal(12, SmilesReader.Read("c1ccc2c(c1)Cc1ccccc12").Bonds.Count(static bond => bond.Order == BondOrder.Aromatic));
        Assert.Equal(11, SmilesReader.Read("c1ccc2ccccc2c1").Bonds.Count(static bond => bond.Order == BondOrder.Aromatic));
    }

    [Theory]
    [InlineData("C1CCCCC1", "C1CCCCC=1", "different orders are told at either end")]
    [InlineData("C=1CCCCC1", "C1CCCCC=1", "a ring bond's order may stand at either end")]
    [InlineData("OCC", "CCO", "the order of writing does not matter")]
    [InlineData("c1ccccc1O", "Oc1ccccc1", "the order of writing does not matter")]
    [InlineData("N[C@@H](C)C(=O)O", "NC(C)C(O)=O", "chirality is not kept")]
    public void Fingerprints_tell_molecules_apart_and_not_ways_of_writing(string one, string other, string why)
    {
        bool same = why != "different orders are told at either end";
        double[] first = CircularFingerprint.Of(SmilesReader.Read(one));
        double[] second = CircularFingerprint.Of(SmilesReader.Read(other));
        Assert.True(same == first.SequenceEqual(second), why);
    }

    [Fact]
    public void A_framework_is_what_is_left_without_the_ends_of_chains()
    {
        static ulong Of(string smiles) => CircularFingerprint.FrameworkOf(SmilesReader.Read(smiles));
        Assert.Equal(Of("c1ccccc1Oc1ccccc1"), Of("CCc1ccc(cc1)Oc1cc(C#N)c(F)cc1C(F)(F)F"));
        Assert.NotEqual(Of("c1ccccc1Oc1ccccc1"), Of("c1ccccc1Sc1ccccc1"));
        Assert.NotEqual(Of("c1ccccc1Oc1ccccc1"), Of("c1ccccc1Oc1ccccn1"));
        Assert.Equal(0UL, Of("CCCCO"));
    }

    [Theory]
    [InlineData("", "at least one atom", 0)]
    [InlineData("C*", "the wildcard '*' is not supported", 2)]
    [InlineData("[*]", "the wildcard '*' is not supported", 2)]
    [InlineData("C$C", "the quadruple bond '$' is not supported", 2)]
    [InlineData("C[C@TH1](N)O", "chirality by class is not supported", 5)]
    [InlineData("C%(100)CC%(100)", "a ring closure of the form '%(' is not supported", 2)]
    [InlineData("C1CC", "ring 1 is not closed", 2)]
    [InlineData("C%12CC", "ring 12 is not closed", 2)]
    [InlineData("C(C", "this branch is not closed", 2)]
    [InlineData("C(", "this branch is not closed", 2)]
    [InlineData("CC)", "')' without a '('", 3)]
    [InlineData("C()C", "this branch is empty", 3)]
    [InlineData("(C)", "a branch begins behind an atom", 1)]
    [InlineData("C=", "the bond '=' leads to no atom", 2)]
    [InlineData("C(=)C", "the bond '=' leads to no atom", 3)]
    [InlineData("=C", "the bond '=' does not stand behind an atom", 1)]
    [InlineData("C=#C", "the bond '#' does not stand behind an atom", 3)]
    [InlineData("1CC1", "a ring closure stands behind an atom", 1)]
    [InlineData("C11", "an atom is not bonded to itself", 3)]
    [InlineData("C12CC12", "these two atoms are bonded already", 7)]
    [InlineData("C1C1", "these two atoms are bonded already", 4)]
    [InlineData("C=1CCC#1", "ring 1 is opened as Double at character 3 and closed as Triple", 8)]
    [InlineData("C%1C", "'%' is followed by two digits", 2)]
    [InlineData("[CH4", "this bracket is not closed", 1)]
    [InlineData("[", "brackets hold the symbol of an element", 2)]
    [InlineData("[Xx]", "brackets hold the symbol of an element", 2)]
    [InlineData("[C?]", "'?' has no meaning in brackets", 3)]
    [InlineData("[C+16]", "a charge is at most 15", 4)]
    [InlineData("[99999999999C]", "an isotope is at most 999", 2)]
    [InlineData("[CH99]", "a number of hydrogens is at most 9", 4)]
    [InlineData("[C:]", "':' in brackets is followed by a number", 4)]
    [InlineData("CQ", "'Q' is no atom that is written without brackets", 2)]
    [InlineData("Si", "'i' is no atom that is written without brackets", 2)]
    [InlineData("C C", "' ' has no meaning here", 2)]
    [InlineData("C\n", "'?' has no meaning here", 2)]
    [InlineData("C.", "nothing stands behind this dot", 2)]
    [InlineData(".C", "a dot stands between two parts", 1)]
    [InlineData("C..C", "a dot stands between two parts", 3)]
    [InlineData("C(.C)", "a dot stands between two parts", 3)]
    public void What_is_wrong_is_named_with_its_place(string smiles, string message, int position)
    {
        SmilesException refused = Assert.Throws<SmilesException>(() => SmilesReader.Read(smiles));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(position, refused.Position);
    }

    [Fact]
    public void Length_depth_and_size_have_limits()
    {
        void Refused(string smiles, string message)
            => Assert.Contains(
                message, Assert.Throws<SmilesException>(() => SmilesReader.Read(smiles)).Message, StringComparison.Ordinal);
        Refused(new string('C', 5001), "at most 5000 characters");
        Refused(new string('C', 1001), "at most 1000 atoms");
        Refused(string.Concat(Enumerable.Repeat("C(", 101)), "at most 100 deep");
        Assert.Equal(1000, SmilesReader.Read(new string('C', 1000)).HeavyAtoms);
        Assert.Equal(
            101, SmilesReader.Read(string.Concat(Enumerable.Repeat("C(", 100)) + "C" + new string(')', 100)).HeavyAtoms);
    }

    [Fact]
    public void Whatever_the_text_there_is_a_molecule_or_one_clear_refusal()
    {
        const string Letters = "CNOPScnos()[]=#:/\\.123%+-@HBrl*$ \t0é";
        AutogradMaml.Autograd.RandomStream random = new(1, "hostile smiles");
        int read = 0;
        for (int trial = 0; trial < 20_000; trial++)
        {
            char[] text = new char[1 + random.NextInt32(12)];
            for (int k = 0; k < text.Length; k++)
            {
                text[k] = Letters[random.NextInt32(Letters.Length)];
            }

            try
            {
                Molecule molecule = SmilesReader.Read(new string(text));
                Assert.True(molecule.Atoms.Count > 0);
                Assert.True(molecule.Hydrogens >= 0);
                read++;
            }
            catch (SmilesException exception)
            {
                Assert.InRange(exception.Position, 0, text.Length + 1);
                Assert.DoesNotContain('\n', exception.Message);
            }
        }

        Assert.True(read > 100, $"{read} were read");
    }

    [GeneratedRegex("([A-Z][a-z]?)([0-9]*)")]
    private static partial Regex Part();
}
