use super::super::told;
use super::*;

fn check(cases: &[(&str, &str)]) {
    for (sentence, expected) in cases {
        assert_eq!(told(&whatsapp(sentence)), *expected, "{sentence}");
    }
}

#[test]
fn every_pattern_compiles() {
    for language in &LANGUAGES {
        assert!(language.templates.len() > 15);
    }
}

/// Else the templates of all languages would be built for the sentences of each.
#[test]
fn languages_are_told_apart_before_their_templates_are_built() {
    for (sentence, expected) in [
        ("Rudi added you", vec![0]),
        ("林语 添加了 阿青", vec![0, 1]),
        ("葵さんが退出しました", vec![0, 1, 2]),
        ("민지님이 나갔습니다.", vec![0, 3]),
        ("นิด ได้ออกจากกลุ่ม", vec![0, 4]),
        ("Saliste del grupo", vec![0, 5]),
        ("Ana adicionou Bo", vec![0, 6]),
        ("Du wurdest hinzugefügt.", vec![0, 7]),
        ("Ana a quitté le groupe", vec![0, 8]),
    ] {
        let found: Vec<usize> = (0..9).filter(|at| LANGUAGES[*at].may_be_of(sentence)).collect();
        assert_eq!(found, expected, "{sentence}");
    }
}

#[test]
fn english() {
    check(&[
        (
            "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
            "EncryptionNotice  >  = ",
        ),
        ("Messages to this group are now secured with end-to-end encryption.", "EncryptionNotice  >  = "),
        ("+12 345 578 created group \"Groupname\"", "Create +12 345 578 >  = Groupname"),
        ("You created this group", "Create - >  = "),
        ("You were added", "Invite  > - = "),
        ("\u{200e}Rudi added you", "Invite Rudi > - = "),
        ("Rudi added Ana, Bo and Cy", "Invite Rudi > Ana,Bo,Cy = "),
        ("Rudi added Tom and Jerry", "Invite Rudi > Tom,Jerry = "),
        ("~\u{202f}Bo joined using this group's invite link", "Join  > Bo = "),
        ("Bo joined from the community", "Join  > Bo = "),
        ("\u{2068}~\u{a0}Bo\u{2069} left", "Leave  > Bo = "),
        ("You left", "Leave  > - = "),
        ("Rudi removed Bo", "Kick Rudi > Bo = "),
        ("You removed Bo", "Kick - > Bo = "),
        ("Bo was removed", "Kick  > Bo = "),
        ("Rudi changed the group name from \"A: b\" to \"Re: c\"", "Rename Rudi >  = Re: c"),
        ("You're now an admin", "RoleChange  > - = admin"),
        ("Ana is now an admin", "RoleChange  > Ana = admin"),
        ("You are no longer an admin", "RoleChange  > - = member"),
        ("Ana removed the group icon", "Avatar Ana >  = "),
        ("You changed this group's icon", "Avatar - >  = "),
        ("Ana deleted the group description", "Topic Ana >  = "),
        ("Rudi created group \"Ana left\"", "Create Rudi >  = Ana left"),
        ("Ana changed their phone number to a new number. Tap to message or add the new number.", "Nick  > Ana = "),
        ("+86 138 0013 8000 changed to +86 138 0013 8001", "Nick  > +86 138 0013 8000 = +86 138 0013 8001"),
        ("Rudi turned on disappearing messages. New messages will disappear.", "Settings Rudi >  = "),
        ("Rudi changed this group's settings to allow only admins to send messages", "Settings Rudi >  = "),
        ("Rudi pinned a message", "Pin Rudi >  = "),
        ("Missed voice call", "Call  >  = "),
        ("Missed group video call, Tap to call back", "Call  >  = "),
        ("Your security code with Bo changed. Tap to learn more.", "EncryptionNotice  >  = "),
        ("something else", "Unknown  >  = "),
        ("", "Unknown  >  = "),
    ]);
}

#[test]
fn chinese() {
    check(&[
        ("消息和通话已进行端到端加密。", "EncryptionNotice  >  = "),
        ("您和 阿青 的安全代码已更改。点击了解更多。", "EncryptionNotice  >  = "),
        ("林语 创建了群组“晨读会”", "Create 林语 >  = 晨读会"),
        ("你创建了此群组", "Create - >  = "),
        ("林语 添加了 阿青、老周", "Invite 林语 > 阿青,老周 = "),
        ("林语 添加了 阿青、老周和小满", "Invite 林语 > 阿青,老周,小满 = "),
        ("林语 添加了您", "Invite 林语 > - = "),
        ("方既明已添加郑木兰", "Invite 方既明 > 郑木兰 = "),
        ("阿青 使用此群组的邀请链接加入了群组", "Join  > 阿青 = "),
        ("您通过此群组的邀请链接加入了", "Unknown  >  = "),
        ("阿青 退出了群组", "Leave  > 阿青 = "),
        ("您退出了群组", "Leave  > - = "),
        ("方既明已将郑木兰移出", "Kick 方既明 > 郑木兰 = "),
        ("林语 将 老周 移出群组", "Kick 林语 > 老周 = "),
        ("林语 移除了 老周", "Kick 林语 > 老周 = "),
        ("郑木兰已被方既明移出群组", "Kick 方既明 > 郑木兰 = "),
        ("林语 将群组名称更改为“晨读会”", "Rename 林语 >  = 晨读会"),
        ("林语将主题从“读书”改为“晨读会”", "Rename 林语 >  = 晨读会"),
        ("林语更改了此群组的图标", "Avatar 林语 >  = "),
        ("林语更改了群组描述", "Topic 林语 >  = "),
        ("阿青 现在是管理员", "RoleChange  > 阿青 = admin"),
        ("您不再是管理员", "RoleChange  > - = member"),
        ("阿青更改了电话号码。点击发送消息或添加新号码。", "Nick  > 阿青 = "),
        ("林语启用了限时消息。", "Settings 林语 >  = "),
        ("林语 置顶了一条消息", "Pin 林语 >  = "),
        ("未接语音通话", "Call  >  = "),
    ]);
}

#[test]
fn chinese_of_taiwan_and_hong_kong() {
    check(&[
        ("訊息和通話經端對端加密。對話以外的任何人均無法查看。", "EncryptionNotice  >  = "),
        ("您與 阿青 的安全碼已變更。點擊以了解更多。", "EncryptionNotice  >  = "),
        ("林語建立了群組「晨讀會」", "Create 林語 >  = 晨讀會"),
        ("林語建立了此群組", "Create 林語 >  = "),
        ("林語新增了你", "Invite 林語 > - = "),
        ("林語新增了阿青、老周", "Invite 林語 > 阿青,老周 = "),
        ("阿青使用此群組的邀請連結加入", "Join  > 阿青 = "),
        ("阿青已加入", "Join  > 阿青 = "),
        ("阿青已離開", "Leave  > 阿青 = "),
        ("你已離開群組", "Leave  > - = "),
        ("林語移除了老周", "Kick 林語 > 老周 = "),
        ("方既明 將 郑木兰 移出此群組", "Kick 方既明 > 郑木兰 = "),
        ("林語將主旨變更為「晨讀會」", "Rename 林語 >  = 晨讀會"),
        ("林語變更了此群組的圖示", "Avatar 林語 >  = "),
        ("林語已變更群組說明", "Topic 林語 >  = "),
        ("你現已成為管理員", "RoleChange  > - = admin"),
        ("阿青不再是管理員", "RoleChange  > 阿青 = member"),
        ("林語開啟了限時訊息。", "Settings 林語 >  = "),
        ("未接視訊通話", "Call  >  = "),
    ]);
}

#[test]
fn japanese() {
    check(&[
        ("メッセージと通話はエンドツーエンド暗号化されています。", "EncryptionNotice  >  = "),
        ("葵さんとのセキュリティコードが変更されました。タップして詳細を表示。", "EncryptionNotice  >  = "),
        ("葵さんがグループ「読書会」を作成しました", "Create 葵 >  = 読書会"),
        ("葵さんが蓮さんを追加しました", "Invite 葵 > 蓮 = "),
        ("葵さんが蓮さんと凛さんを追加しました", "Invite 葵 > 蓮,凛 = "),
        ("葵さんがあなたを追加しました", "Invite 葵 > - = "),
        ("葵が蓮、凛を追加しました。", "Invite 葵 > 蓮,凛 = "),
        ("あなたが追加されました", "Invite  > - = "),
        ("蓮さんがグループの招待リンクから参加しました", "Join  > 蓮 = "),
        ("蓮さんが退出しました", "Leave  > 蓮 = "),
        ("ながいがグループを退出しました", "Leave  > ながい = "),
        ("葵さんが蓮さんを削除しました", "Kick 葵 > 蓮 = "),
        ("葵さんが蓮さんを退会させました", "Kick 葵 > 蓮 = "),
        ("葵さんがグループ名を「朝」から「読書会」に変更しました", "Rename 葵 >  = 読書会"),
        ("葵さんがこのグループのアイコンを変更しました", "Avatar 葵 >  = "),
        ("葵さんがグループの説明を変更しました", "Topic 葵 >  = "),
        ("あなたは管理者になりました", "RoleChange  > - = admin"),
        ("蓮さんは管理者ではなくなりました", "RoleChange  > 蓮 = member"),
        ("蓮さんが電話番号を変更しました。", "Nick  > 蓮 = "),
        ("葵さんが消えるメッセージをオンにしました。", "Settings 葵 >  = "),
        ("葵さんがメッセージをピン留めしました", "Pin 葵 >  = "),
        ("音声通話不在着信", "Call  >  = "),
    ]);
}

#[test]
fn korean() {
    check(&[
        ("메시지와 통화는 종단간 암호화되어 있습니다.", "EncryptionNotice  >  = "),
        ("민지님과의 보안 코드가 변경되었습니다. 더 알아보려면 탭하세요.", "EncryptionNotice  >  = "),
        ("민지님이 \"독서 모임\" 그룹을 만들었습니다", "Create 민지 >  = 독서 모임"),
        ("회원님이 그룹을 만들었습니다", "Create - >  = "),
        ("민지님이 지호님을 추가했습니다", "Invite 민지 > 지호 = "),
        ("민지님이 지호님, 서연님과 하준님을 추가했습니다", "Invite 민지 > 지호,서연,하준 = "),
        ("민지님이 나를 추가했습니다", "Invite 민지 > - = "),
        ("지호님이 이 그룹의 초대 링크를 사용하여 참여했습니다", "Join  > 지호 = "),
        ("지호님이 나갔습니다.", "Leave  > 지호 = "),
        ("민지님이 지호님을 내보냈습니다", "Kick 민지 > 지호 = "),
        ("민지님이 그룹 이름을 \"아침\"에서 \"독서 모임\"(으)로 변경했습니다", "Rename 민지 >  = 독서 모임"),
        ("민지님이 그룹 아이콘을 변경했습니다", "Avatar 민지 >  = "),
        ("민지님이 그룹 설명을 변경했습니다", "Topic 민지 >  = "),
        ("회원님은 이제 관리자입니다", "RoleChange  > - = admin"),
        ("지호님은 더 이상 관리자가 아닙니다", "RoleChange  > 지호 = member"),
        ("지호님이 전화번호를 변경했습니다.", "Nick  > 지호 = "),
        ("민지님이 사라지는 메시지를 켰습니다.", "Settings 민지 >  = "),
        ("민지님이 메시지를 고정했습니다", "Pin 민지 >  = "),
        ("부재중 전화", "Call  >  = "),
    ]);
}

#[test]
fn thai() {
    check(&[
        ("ข้อความและการโทรได้รับการเข้ารหัสจากต้นทางถึงปลายทาง", "EncryptionNotice  >  = "),
        ("รหัสความปลอดภัยของคุณกับ นิด มีการเปลี่ยนแปลง แตะเพื่อเรียนรู้เพิ่มเติม", "EncryptionNotice  >  = "),
        ("นิด ได้สร้างกลุ่ม “ชมรมอ่าน”", "Create นิด >  = ชมรมอ่าน"),
        ("คุณได้สร้างกลุ่ม “ชมรมอ่าน”", "Create - >  = ชมรมอ่าน"),
        ("นิด ได้เพิ่ม ต้น", "Invite นิด > ต้น = "),
        ("นิด ได้เพิ่มคุณ", "Invite นิด > - = "),
        ("คุณได้เพิ่ม ต้น, ฝน และ แนน", "Invite - > ต้น,ฝน,แนน = "),
        ("ต้น เข้าร่วมโดยใช้ลิงก์คำเชิญของกลุ่มนี้", "Join  > ต้น = "),
        ("ต้น ได้ออกจากกลุ่ม", "Leave  > ต้น = "),
        ("คุณได้ออกจากกลุ่ม", "Leave  > - = "),
        ("นิด ได้ลบ ต้น", "Kick นิด > ต้น = "),
        ("นิด ได้เปลี่ยนชื่อกลุ่มเป็น “ชมรมอ่าน”", "Rename นิด >  = ชมรมอ่าน"),
        ("นิด ได้เปลี่ยนไอคอนของกลุ่มนี้", "Avatar นิด >  = "),
        ("นิด ได้เปลี่ยนคำอธิบายกลุ่ม", "Topic นิด >  = "),
        ("ตอนนี้คุณเป็นแอดมินแล้ว", "RoleChange  > - = admin"),
        ("คุณไม่ได้เป็นแอดมินแล้ว", "RoleChange  > - = member"),
        ("นิด ได้ปักหมุดข้อความ", "Pin นิด >  = "),
        ("สายที่ไม่ได้รับ", "Call  >  = "),
    ]);
}

#[test]
fn spanish() {
    check(&[
        ("Los mensajes y las llamadas están cifrados de extremo a extremo.", "EncryptionNotice  >  = "),
        ("Cambió tu código de seguridad con Ana. Pulsa para obtener más información.", "EncryptionNotice  >  = "),
        ("Diego creó el grupo \"Grupo Ing. de soft. 3\".", "Create Diego >  = Grupo Ing. de soft. 3"),
        ("Creaste el grupo “Lectura”", "Create - >  = Lectura"),
        ("Ana añadió a Bo", "Invite Ana > Bo = "),
        ("Ana te añadió", "Invite Ana > - = "),
        ("Agregaste a Bo y Cy", "Invite - > Bo,Cy = "),
        ("Ana agregó a Bo, Cy e Inés", "Invite Ana > Bo,Cy,Inés = "),
        ("Se te añadió al grupo", "Invite  > - = "),
        ("Te uniste mediante el enlace de invitación de este grupo.", "Join  > - = "),
        ("Ana se unió usando el enlace de invitación de este grupo", "Join  > Ana = "),
        ("Ana salió del grupo", "Leave  > Ana = "),
        ("Saliste del grupo", "Leave  > - = "),
        ("Ana eliminó a Bo", "Kick Ana > Bo = "),
        ("Ana te eliminó", "Kick Ana > - = "),
        ("Ana cambió el nombre del grupo de \"A\" a \"B\"", "Rename Ana >  = B"),
        ("Ana cambió el asunto a “B”", "Rename Ana >  = B"),
        ("Ana cambió el ícono de este grupo", "Avatar Ana >  = "),
        ("Cambiaste la descripción del grupo", "Topic - >  = "),
        ("Ahora eres administrador", "RoleChange  > - = admin"),
        ("Ana ahora es administradora", "RoleChange  > Ana = admin"),
        ("Ya no eres admin.", "RoleChange  > - = member"),
        ("Ana cambió su número de teléfono a un nuevo número. Toca para enviar un mensaje.", "Nick  > Ana = "),
        ("Ana activó los mensajes temporales. Los mensajes nuevos desaparecerán.", "Settings Ana >  = "),
        ("Ana cambió los ajustes de este grupo para permitir", "Settings Ana >  = "),
        ("Ana fijó un mensaje", "Pin Ana >  = "),
        ("Llamada perdida", "Call  >  = "),
        ("Videollamada perdida, Toca para devolver la llamada", "Call  >  = "),
    ]);
}

#[test]
fn portuguese() {
    check(&[
        ("As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta.", "EncryptionNotice  >  = "),
        ("As mensagens e chamadas são encriptadas ponto a ponto.", "EncryptionNotice  >  = "),
        ("Seu código de segurança com Ana mudou. Toque para saber mais.", "EncryptionNotice  >  = "),
        ("Ana criou o grupo \"Leitura\"", "Create Ana >  = Leitura"),
        ("Você criou este grupo", "Create - >  = "),
        ("Ana adicionou Bo", "Invite Ana > Bo = "),
        ("Ana adicionou você", "Invite Ana > - = "),
        ("Você adicionou Bo, Cy e Di", "Invite - > Bo,Cy,Di = "),
        ("Você foi adicionado(a)", "Invite  > - = "),
        ("Ana entrou usando o link de convite deste grupo", "Join  > Ana = "),
        ("Ana entrou neste grupo através da comunidade", "Join  > Ana = "),
        ("Ana saiu", "Leave  > Ana = "),
        ("Você saiu", "Leave  > - = "),
        ("Ana removeu Bo", "Kick Ana > Bo = "),
        ("Ana mudou o nome do grupo de “A” para “B”", "Rename Ana >  = B"),
        ("Ana mudou a imagem do grupo", "Avatar Ana >  = "),
        ("Ana mudou a descrição do grupo", "Topic Ana >  = "),
        ("Agora você é um admin", "RoleChange  > - = admin"),
        ("Você agora é um administrador", "RoleChange  > - = admin"),
        ("Você não é mais um administrador", "RoleChange  > - = member"),
        ("Ana mudou seu número de telefone para um novo número.", "Nick  > Ana = "),
        ("Ana ativou as mensagens temporárias.", "Settings Ana >  = "),
        ("Ana mudou as configurações deste grupo para permitir", "Settings Ana >  = "),
        ("Ana fixou uma mensagem", "Pin Ana >  = "),
        ("Chamada de voz perdida", "Call  >  = "),
    ]);
}

#[test]
fn german() {
    check(&[
        ("Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.", "EncryptionNotice  >  = "),
        ("Deine Sicherheitsnummer für Ana hat sich geändert. Tippe, um mehr zu erfahren.", "EncryptionNotice  >  = "),
        ("Ana hat die Gruppe „Lesekreis“ erstellt.", "Create Ana >  = Lesekreis"),
        ("Du hast diese Gruppe erstellt.", "Create - >  = "),
        ("Ana hat Bo hinzugefügt.", "Invite Ana > Bo = "),
        ("Ana hat dich hinzugefügt.", "Invite Ana > - = "),
        ("Du hast Bo, Cy und Di hinzugefügt.", "Invite - > Bo,Cy,Di = "),
        ("Du wurdest hinzugefügt.", "Invite  > - = "),
        ("Ana ist mithilfe des Einladungslinks dieser Gruppe beigetreten.", "Join  > Ana = "),
        ("Ana ist dieser Gruppe über den Einladungslink beigetreten.", "Join  > Ana = "),
        ("Ana hat die Gruppe verlassen.", "Leave  > Ana = "),
        ("Du hast die Gruppe verlassen.", "Leave  > - = "),
        ("Ana hat Bo entfernt.", "Kick Ana > Bo = "),
        ("Bo wurde entfernt.", "Kick  > Bo = "),
        ("Ana hat den Betreff von „A“ zu „B“ geändert.", "Rename Ana >  = B"),
        ("Ana hat den Gruppennamen zu \"B\" geändert", "Rename Ana >  = B"),
        ("Ana hat das Gruppenbild geändert.", "Avatar Ana >  = "),
        ("Ana hat das Gruppenbild entfernt.", "Avatar Ana >  = "),
        ("Ana hat die Gruppenbeschreibung geändert.", "Topic Ana >  = "),
        ("Du bist jetzt ein Admin.", "RoleChange  > - = admin"),
        ("Ana ist kein Admin mehr.", "RoleChange  > Ana = member"),
        ("Ana hat die Telefonnummer gewechselt. Tippe, um eine Nachricht zu schreiben.", "Nick  > Ana = "),
        ("Ana hat selbstlöschende Nachrichten aktiviert. Neue Nachrichten verschwinden.", "Settings Ana >  = "),
        ("Ana hat die Gruppeneinstellungen geändert, sodass nur Admins schreiben.", "Settings Ana >  = "),
        ("Ana hat eine Nachricht fixiert", "Pin Ana >  = "),
        ("Verpasster Sprachanruf", "Call  >  = "),
    ]);
}

#[test]
fn french() {
    check(&[
        ("Les messages et les appels sont chiffrés de bout en bout.", "EncryptionNotice  >  = "),
        ("Votre code de sécurité avec Ana a changé. Appuyez pour en savoir plus.", "EncryptionNotice  >  = "),
        ("Ana a créé le groupe «\u{a0}Lecture\u{a0}»", "Create Ana >  = Lecture"),
        ("Vous avez créé le groupe “Lecture”", "Create - >  = Lecture"),
        ("Ana a ajouté Bo", "Invite Ana > Bo = "),
        ("Ana vous a ajouté(e)", "Invite Ana > - = "),
        ("Vous avez ajouté Bo, Cy et Di", "Invite - > Bo,Cy,Di = "),
        ("Ana a rejoint le groupe via un lien d’invitation", "Join  > Ana = "),
        ("Ana a rejoint en utilisant le lien d'invitation de ce groupe", "Join  > Ana = "),
        ("Ana a quitté le groupe", "Leave  > Ana = "),
        ("Vous avez quitté le groupe", "Leave  > - = "),
        ("Ana a retiré Bo", "Kick Ana > Bo = "),
        ("Ana vous a retiré", "Kick Ana > - = "),
        ("Ana a changé le nom du groupe de «\u{a0}A\u{a0}» en «\u{a0}B\u{a0}»", "Rename Ana >  = B"),
        ("Ana a modifié l'icône de ce groupe", "Avatar Ana >  = "),
        ("Ana a changé la description du groupe", "Topic Ana >  = "),
        ("Vous êtes maintenant administrateur", "RoleChange  > - = admin"),
        ("Ana est à présent admin", "RoleChange  > Ana = admin"),
        ("Vous n’êtes plus admin", "RoleChange  > - = member"),
        ("Ana a changé de numéro de téléphone. Appuyez pour envoyer un message.", "Nick  > Ana = "),
        ("Ana a activé les messages éphémères.", "Settings Ana >  = "),
        ("Ana a modifié les paramètres de ce groupe afin", "Settings Ana >  = "),
        ("Ana a épinglé un message", "Pin Ana >  = "),
        ("Appel vocal manqué", "Call  >  = "),
    ]);
}

#[test]
fn notices_of_further_languages() {
    check(&[
        ("Mesajlar ve aramalar uçtan uca şifrelidir.", "EncryptionNotice  >  = "),
        ("الرسائل والمكالمات مشفرة تمامًا بين الطرفين", "EncryptionNotice  >  = "),
        ("मैसेजेस और कॉल्स एंड-टू-एंड एन्क्रिप्टेड हैं.", "EncryptionNotice  >  = "),
        ("Сообщения и звонки защищены сквозным шифрованием.", "EncryptionNotice  >  = "),
        ("Videochiamata persa", "Call  >  = "),
        ("Videochiamata con tutti quelli che vogliono venire domani alla festa", "Unknown  >  = "),
    ]);
}

#[test]
fn a_name_cannot_play_a_sentence() {
    check(&[
        // Somebody is called "Rudi added Bo", "Rudi removed Bo" or "Bo left", and leaves, is added or removed.
        ("Rudi added Bo left", "Unknown  >  = "),
        ("Rudi removed Bo left", "Unknown  >  = "),
        ("Rudi removed Cy added Bo", "Unknown  >  = "),
        ("Rudi added Cy added Bo", "Unknown  >  = "),
        ("Bo is now an admin left", "Leave  > Bo is now an admin = "),
        ("Bo changed to Cy left", "Unknown  >  = "),
        // The group is called so.
        ("Ana changed the subject to \"Rudi added Bo\"", "Rename Ana >  = Rudi added Bo"),
        ("Ana changed the group name from \"Rudi removed Bo\" to \"x\"", "Rename Ana >  = x"),
        ("Ana created group \"Rudi added Bo\"", "Create Ana >  = Rudi added Bo"),
        // Names with quotes match nothing.
        ("Bo \"Bobby\" left", "Unknown  >  = "),
        ("Bo «Bobby» left", "Unknown  >  = "),
        ("Ana left\nBo left", "Unknown  >  = "),
        ("Messages are end-to-end encrypted left", "Unknown  >  = "),
        ("Missed voice call left", "Leave  > Missed voice call = "),
        // In other languages, and in two at once.
        ("林语添加了阿青退出了群组", "Unknown  >  = "),
        ("林语将老周移出群组添加了阿青", "Invite 林语将老周移出群组 > 阿青 = "),
        ("阿青“小青”退出了群组", "Unknown  >  = "),
        ("林語新增了阿青已離開", "Unknown  >  = "),
        ("阿青 退出了群组 left", "Leave  > 阿青 退出了群组 = "),
        ("葵さんが蓮さんを追加しましたが退出しました", "Leave  > 葵さんが蓮さんを追加しました = "),
        ("葵が蓮が凛を追加しました", "Unknown  >  = "),
        ("葵「あおい」が退出しました", "Unknown  >  = "),
        ("민지님이 지호님을 추가했습니다님이 나갔습니다", "Leave  > 민지님이 지호님을 추가했습니다 = "),
        ("가님이 나님이 다님을 추가했습니다", "Unknown  >  = "),
        ("민지\"별\"님이 나갔습니다", "Unknown  >  = "),
        ("นิด ได้เพิ่ม ต้น ได้ออกจากกลุ่ม", "Unknown  >  = "),
        ("นิด ได้เพิ่ม ต้น ได้เพิ่ม ฝน", "Unknown  >  = "),
        ("นิด “น” ได้ออกจากกลุ่ม", "Unknown  >  = "),
        ("Ana añadió a Bo salió del grupo", "Unknown  >  = "),
        ("Ana añadió a Bo añadió a Cy", "Unknown  >  = "),
        ("Ana “Anita” salió del grupo", "Unknown  >  = "),
        ("Ana removeu Bo saiu", "Unknown  >  = "),
        ("Ana adicionou Bo adicionou Cy", "Unknown  >  = "),
        ("Ana \"Aninha\" saiu", "Unknown  >  = "),
        ("Ana hat Bo hat Cy hinzugefügt", "Unknown  >  = "),
        ("Ana hat Bo entfernt wurde hinzugefügt", "Unknown  >  = "),
        ("Ana „Anni“ hat die Gruppe verlassen", "Unknown  >  = "),
        ("Ana a ajouté Bo a quitté le groupe", "Unknown  >  = "),
        ("Ana a retiré Bo a retiré Cy", "Unknown  >  = "),
        ("Ana « Nana » a quitté le groupe", "Unknown  >  = "),
    ]);
}

#[test]
fn a_colon_inside_a_quoted_name_does_not_end_a_sender() {
    assert!(quotes_a_name("Rudi changed the subject to \"Re", "Rudi changed the subject to \"Re: c\""));
    assert!(quotes_a_name("Ana hat die Gruppe „Re", "Ana hat die Gruppe „Re: c“ erstellt."));
    assert!(!quotes_a_name("Rudi", "Rudi: he created group \"x\""));
    assert!(!quotes_a_name("Ann \"Annie\"", "Ann \"Annie\": Rudi created group \"x\""));
    assert!(!quotes_a_name("Bo 6\"", "Bo 6\": Rudi changed the subject to \"x\""));
}
