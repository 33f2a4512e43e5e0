namespace AutogradMaml.Examples.Materials;

/// <summary>Reads SMILES: a molecule as a line of text.</summary>
/// <remarks>
/// <para>Read: the organic subset B C N O P S F Cl Br I and aromatic b c n o p s, all elements in brackets with isotope, hydrogens, charge
/// and class, bonds - = # : / \, branches, ring closures 0 to 9 and %10 to %99, parts with a dot between them. The marks of chirality @ and
/// @@ and of direction / and \ are read and not kept. A bond between two aromatic atoms that is not written is aromatic where it lies in a
/// ring of aromatic atoms, and single elsewhere.</para>
/// <para>Not read, and named where it is met: the wildcard *, quadruple bonds $, chirality by class (@TH1), ring closures %(100).</para>
/// <para>Source: D. Weininger, SMILES, a chemical language and information system 1, 1988, and the OpenSMILES specification.</para>
/// </remarks>
internal sealed class SmilesReader
{
    /// <summary>The most characters.</summary>
    public const int MostCharacters = 5000;

    /// <summary>The most atoms.</summary>
    public const int MostAtoms = 1000;

    /// <summary>The most branches inside of each other.</summary>
    public const int MostDepth = 100;

    private const int MostCharge = 15;
    private const int MostHydrogens = 9;
    private const int MostIsotope = 999;
    private const int None = -1;

    private readonly string _text;
    private readonly List<Atom> _atoms = [];
    private readonly List<(int First, int Second, BondOrder? Order)> _bonds = [];
    private readonly List<bool> _isBare = [];
    private readonly HashSet<(int, int)> _joined = [];
    private readonly Dictionary<int, (int Atom, BondOrder? Order, int Position)> _rings = [];
    private readonly Stack<(int Atom, int Position)> _branches = new();
    private int _place;
    private int _last = None;
    private BondOrder? _bond;
    private int _bondAt = None;

    private SmilesReader(string text) => _text = text;

    private int Position => _place + 1;

    private char Here => _place < _text.Length ? _text[_place] : '\0';

    /// <summary>Reads a molecule.</summary>
    /// <param name="smiles">The text.</param>
    /// <exception cref="SmilesException">It is no SMILES, or holds something that is not read here; the message says what and
    /// where.</exception>
    public static Molecule Read(string smiles)
    {
        ArgumentNullException.ThrowIfNull(smiles);
        if (smiles.Length == 0)
        {
            throw new SmilesException("a SMILES has at least one atom, got nothing");
        }

        return smiles.Length <= MostCharacters
            ? new SmilesReader(smiles).Read()
            : throw new SmilesException(
                FormattableString.Invariant($"a SMILES has at most {MostCharacters} characters here, got {smiles.Length}"));
    }

    private Molecule Read()
    {
        while (_place < _text.Length)
        {
            ReadOne();
        }

        if (_bondAt != None)
        {
            throw new SmilesException($"the bond '{_text[_bondAt]}' leads to no atom", _bondAt + 1);
        }

        if (_branches.TryPeek(out (int Atom, int Position) branch))
        {
            throw new SmilesException("this branch is not closed, expected ')' behind it", branch.Position);
        }

        foreach ((int number, (_, _, int position)) in _rings.OrderBy(static ring => ring.Value.Position))
        {
            throw new SmilesException(
                FormattableString.Invariant($"ring {number} is not closed, expected {number} once more"), position);
        }

        return Finish();
    }

    private void ReadOne()
    {
        char here = Here;
        switch (here)
        {
            case '(':
                OpenBranch();
                break;
            case ')':
                CloseBranch();
                break;
            case '[':
                AddAtom(ReadBracket(), isBare: false);
                break;
            case '.':
                Separate();
                break;
            case '-' or '=' or '#' or ':' or '/' or '\\':
                ReadBond(here);
                break;
            case '%' or (>= '0' and <= '9'):
                ReadRing();
                break;
            case '*':
                throw Unsupported("the wildcard '*'");
            case '$':
                throw Unsupported("the quadruple bond '$'");
            default:
                AddAtom(ReadBareAtom(), isBare: true);
                break;
        }
    }

    private void OpenBranch()
    {
        if (_last == None || _bondAt != None)
        {
            throw new SmilesException("a branch begins behind an atom", Position);
        }

        if (_branches.Count == MostDepth)
        {
            throw new SmilesException(
                FormattableString.Invariant($"branches go at most {MostDepth} deep into each other here"), Position);
        }

        _branches.Push((_last, Position));
        _place++;
        if (Here == ')')
        {
            throw new SmilesException("this branch is empty", Position);
        }
    }

    private void CloseBranch()
    {
        if (_bondAt != None)
        {
            throw new SmilesException($"the bond '{_text[_bondAt]}' leads to no atom", _bondAt + 1);
        }

        if (!_branches.TryPop(out (int Atom, int Position) branch))
        {
            throw new SmilesException("')' without a '(' before it", Position);
        }

        _last = branch.Atom;
        _place++;
    }

    private void Separate()
    {
        if (_last == None || _bondAt != None || _branches.Count > 0)
        {
            throw new SmilesException("a dot stands between two parts, outside of branches", Position);
        }

        _last = None;
        _place++;
        if (_place == _text.Length)
        {
            throw new SmilesException("nothing stands behind this dot", _place);
        }
    }

    private void ReadBond(char mark)
    {
        if (_last == None || _bondAt != None)
        {
            throw new SmilesException($"the bond '{mark}' does not stand behind an atom", Position);
        }

        _bond = mark switch
        {
            '=' => BondOrder.Double,
            '#' => BondOrder.Triple,
            ':' => BondOrder.Aromatic,
            _ => BondOrder.Single,
        };
        _bondAt = _place++;
    }

    private void ReadRing()
    {
        int position = Position;
        if (_last == None)
        {
            throw new SmilesException("a ring closure stands behind an atom", position);
        }

        int number = ReadRingNumber();
        BondOrder? order = TakeBond();
        if (!_rings.Remove(number, out (int Atom, BondOrder? Order, int Position) begin))
        {
            _rings.Add(number, (_last, order, position));
            return;
        }

        if (begin.Order is { } one && order is { } other && one != other)
        {
            throw new SmilesException(
                FormattableString.Invariant($"ring {number} is opened as {one} at character {begin.Position} and closed as {other}"),
                position);
        }

        Join(begin.Atom, _last, begin.Order ?? order, position);
    }

    private int ReadRingNumber()
    {
        if (Here != '%')
        {
            return _text[_place++] - '0';
        }

        if (_place + 1 < _text.Length && _text[_place + 1] == '(')
        {
            throw Unsupported("a ring closure of the form '%('");
        }

        if (_place + 2 >= _text.Length || !char.IsAsciiDigit(_text[_place + 1]) || !char.IsAsciiDigit(_text[_place + 2]))
        {
            throw new SmilesException("'%' is followed by two digits", Position);
        }

        _place += 3;
        return ((_text[_place - 2] - '0') * 10) + (_text[_place - 1] - '0');
    }

    private BondOrder? TakeBond()
    {
        BondOrder? order = _bond;
        (_bond, _bondAt) = (null, None);
        return order;
    }

    private void Join(int first, int second, BondOrder? order, int position)
    {
        if (first == second)
        {
            throw new SmilesException("an atom is not bonded to itself", position);
        }

        if (!_joined.Add((Math.Min(first, second), Math.Max(first, second))))
        {
            throw new SmilesException("these two atoms are bonded already", position);
        }

        _bonds.Add((first, second, order));
    }

    private void AddAtom(Atom atom, bool isBare)
    {
        if (_atoms.Count == MostAtoms)
        {
            throw new SmilesException(FormattableString.Invariant($"a molecule has at most {MostAtoms} atoms here"), Position);
        }

        _atoms.Add(atom);
        _isBare.Add(isBare);
        if (_last != None)
        {
            Join(_last, _atoms.Count - 1, TakeBond(), Position);
        }

        _last = _atoms.Count - 1;
    }

    private Atom ReadBareAtom()
    {
        char here = Here;
        string pair = _place + 1 < _text.Length ? _text.Substring(_place, 2) : string.Empty;
        string symbol = pair is "Cl" or "Br" ? pair : here.ToString();
        bool isAromatic = here is 'b' or 'c' or 'n' or 'o' or 'p' or 's';
        string element = isAromatic ? symbol.ToUpperInvariant() : symbol;
        if (!Elements.AreOrganic(element))
        {
            throw new SmilesException(
                char.IsAsciiLetter(here)
                    ? $"'{here}' is no atom that is written without brackets; these are B C N O P S F Cl Br I b c n o p s"
                    : $"'{(char.IsControl(here) ? '?' : here)}' has no meaning here",
                Position);
        }

        _place += symbol.Length;
        return new(element, isAromatic, 0, 0, 0);
    }

    private Atom ReadBracket()
    {
        int begin = Position;
        _place++;
        int isotope = ReadNumber(MostIsotope, "an isotope") ?? 0;
        (string symbol, bool isAromatic) = ReadSymbol();
        SkipChirality();
        int hydrogens = 0;
        if (Here == 'H')
        {
            _place++;
            hydrogens = ReadNumber(MostHydrogens, "a number of hydrogens") ?? 1;
        }

        int charge = ReadCharge();
        if (Here == ':')
        {
            _place++;
            if (ReadNumber(int.MaxValue / 10, "a class") is null)
            {
                throw new SmilesException("':' in brackets is followed by a number", Position);
            }
        }

        if (Here != ']')
        {
            throw _place == _text.Length
                ? new SmilesException("this bracket is not closed, expected ']'", begin)
                : new SmilesException($"'{Here}' has no meaning in brackets here, expected ']'", Position);
        }

        _place++;
        return new(symbol, isAromatic, hydrogens, charge, isotope);
    }

    private (string Symbol, bool IsAromatic) ReadSymbol()
    {
        if (Here == '*')
        {
            throw Unsupported("the wildcard '*'");
        }

        string rest = _text.Substring(_place, Math.Min(2, _text.Length - _place));
        foreach (string aromatic in (string[])["se", "as", "b", "c", "n", "o", "p", "s"])
        {
            if (rest.StartsWith(aromatic, StringComparison.Ordinal))
            {
                _place += aromatic.Length;
                return (string.Concat(aromatic[..1].ToUpperInvariant(), aromatic.AsSpan(1)), true);
            }
        }

        for (int length = rest.Length; length > 0; length--)
        {
            if (Elements.Exist(rest[..length]))
            {
                _place += length;
                return (rest[..length], false);
            }
        }

        throw new SmilesException("brackets hold the symbol of an element", Position);
    }

    private void SkipChirality()
    {
        if (Here != '@')
        {
            return;
        }

        _place++;
        if (Here == '@')
        {
            _place++;
        }
        else if (Here is 'T' or 'A' or 'S' or 'O')
        {
            throw Unsupported("chirality by class");
        }
    }

    private int ReadCharge()
    {
        char sign = Here;
        if (sign is not ('+' or '-'))
        {
            return 0;
        }

        int begin = Position;
        int size = 0;
        while (Here == sign && size <= MostCharge)
        {
            size++;
            _place++;
        }

        if (size == 1)
        {
            size = ReadNumber(MostCharge, "a charge") ?? 1;
        }

        return size <= MostCharge
            ? sign == '+' ? size : -size
            : throw new SmilesException(FormattableString.Invariant($"a charge is at most {MostCharge} here"), begin);
    }

    private int? ReadNumber(int most, string what)
    {
        int begin = _place;
        long value = 0;
        while (char.IsAsciiDigit(Here))
        {
            value = (value * 10) + (Here - '0');
            if (value > most)
            {
                throw new SmilesException(FormattableString.Invariant($"{what} is at most {most} here"), begin + 1);
            }

            _place++;
        }

        return _place > begin ? (int)value : null;
    }

    private SmilesException Unsupported(string what) => new($"{what} is not supported", Position);

    // The bonds that were not written, and then the hydrogens, which depend on them.
    private Molecule Finish()
    {
        Bond[] bonds = [.. _bonds.Select(static bond => new Bond(bond.First, bond.Second, bond.Order ?? BondOrder.Single))];
        bool[] aromatic = new Molecule(_atoms, bonds).InRing(static atom => atom.IsAromatic);
        int[] sums = new int[_atoms.Count];
        for (int k = 0; k < bonds.Length; k++)
        {
            if (_bonds[k].Order is null && aromatic[k])
            {
                bonds[k] = bonds[k] with { Order = BondOrder.Aromatic };
            }

            int order = bonds[k].Order == BondOrder.Aromatic ? 1 : (int)bonds[k].Order;
            sums[bonds[k].First] += order;
            sums[bonds[k].Second] += order;
        }

        Atom[] atoms =
        [
            .. _atoms.Select((atom, k) => _isBare[k]
                ? atom with { Hydrogens = Elements.HydrogensAt(atom.Symbol, atom.IsAromatic, sums[k]) }
                : atom),
        ];
        return new(atoms, bonds);
    }
}
