using System.Text;

namespace MatchGrid.Catalogue;

/// <summary>
/// Brings text to what is compared: lower case, Latin letters without their marks (é → e, œ → oe, ß → ss, ł → l), full-width letters and
/// digits as plain ones. By table, so that it is the same on every machine; other scripts keep their letters.
/// </summary>
internal static class TextFolding
{
    // One plain letter per code point; · marks those that become two, or nothing.
    private const char FirstLatin = '\u00c0';
    private const string Latin =
        "aaaaaa·ceeeeiiiidnooooo·ouuuuy··aaaaaa·ceeeeiiiidnooooo·ouuuuy·y" // U+00C0 … U+00FF
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii··jjkkklllllll" // U+0100 … U+013F
        + "lllnnnnnnnnnoooooo··rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"; // U+0140 … U+017F

    private const char FirstVietnamese = '\u1ea0';
    private const string Vietnamese =
        "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy"; // U+1EA0 … U+1EF9

    /// <summary>Appends the folded form of a character.</summary>
    public static void Append(StringBuilder text, char letter)
    {
        switch (letter)
        {
            case < '\u0080':
                text.Append(char.ToLowerInvariant(letter));
                break;
            case 'æ' or 'Æ':
                text.Append("ae");
                break;
            case 'œ' or 'Œ':
                text.Append("oe");
                break;
            case 'ß' or 'ẞ':
                text.Append("ss");
                break;
            case 'þ' or 'Þ':
                text.Append("th");
                break;
            case 'ĳ' or 'Ĳ':
                text.Append("ij");
                break;
            case 'µ' or 'μ':
                text.Append('u'); // micrograms: ug
                break;
            case '×' or '÷':
                text.Append(' ');
                break;
            case 'ơ' or 'Ơ':
                text.Append('o');
                break;
            case 'ư' or 'Ư':
                text.Append('u');
                break;
            case 'ș' or 'Ș':
                text.Append('s');
                break;
            case 'ț' or 'Ț':
                text.Append('t');
                break;
            case >= FirstLatin when letter - FirstLatin < Latin.Length:
                text.Append(Latin[letter - FirstLatin]);
                break;
            case >= FirstVietnamese when letter - FirstVietnamese < Vietnamese.Length:
                text.Append(Vietnamese[letter - FirstVietnamese]);
                break;
            case >= '\uff01' and <= '\uff5e':
                text.Append(char.ToLowerInvariant((char)(letter - '\uff01' + '!')));
                break;
            case >= '\u0300' and <= '\u036f':
                break; // a mark that stands apart from its letter
            default:
                text.Append(char.ToLowerInvariant(letter));
                break;
        }
    }
}
